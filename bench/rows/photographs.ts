/**
 * Measures how long the decoder takes for a photograph of 12 megapixels and 3 MB, in a child process that has just been
 * started and in one that is there, against sharp alone in this process; and what that leaves in our own memory.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { createDecoder, type Decoder } from '../../src/lib/media/decoder.ts'
import { mediaLimits } from '../../test/world/media-limits.ts'
import { photograph } from '../photograph.ts'
import { median, type Result, round } from '../row.ts'

const RUNS = 7
const MEGABYTE = 1_000_000
const MOST_GROWTH_MB = 16

export async function photographs(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-'))
  try {
    const source = join(folder, 'photograph.jpg')
    writeFileSync(source, await photograph())
    return await measure(folder, source)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measure(folder: string, source: string): Promise<Result[]> {
  let count = 0
  const decode = (decoder: Decoder) => {
    const into = join(folder, String(count++))
    mkdirSync(into)
    const sender = { group: 'uploads', member: 'ana' } as const
    return decoder.decode({ source, into, use: 'attachment', sender, limits: mediaLimits })
  }
  const decoder = createDecoder()
  const before = process.memoryUsage().rss
  const cold = await timeOf(() => decode(decoder))
  const warm = await medianOf(() => decode(decoder))
  const grown = (process.memoryUsage().rss - before) / MEGABYTE
  await decoder.close()
  sharp.concurrency(1)
  const bare = await medianOf(() => sharp(source).resize(3_326).jpeg({ quality: 90 }).toFile(join(folder, 'bare')))
  return [
    timeResult('photograph of 12 MP, first', cold, bare),
    timeResult('photograph of 12 MP', warm, bare),
    { ...timeResult('our memory after 8 photographs', grown, 0), unit: 'MB', baseline: null, ratio: null, goal: `≤ ${MOST_GROWTH_MB} MB`, met: grown <= MOST_GROWTH_MB }, // biome-ignore format: one result
  ]
}

function timeResult(name: string, ms: number, bare: number): Result {
  const ratio = round(bare / ms)
  return { name, engine: '–', value: round(ms), unit: 'ms', baseline: round(bare), ratio, goal: '', met: null }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) times.push(await timeOf(work))
  return median(times)
}
