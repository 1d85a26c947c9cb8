/**
 * Measures how long it takes to receive and store a file so that it survives a power failure: hashed while it is written,
 * synced, renamed. The baseline makes the same system calls with nothing around them.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FolderStorage } from '../../src/lib/storage/folder-storage.ts'
import { GrowingFile } from '../../src/lib/storage/growing-file.ts'
import { median, type Result, round } from '../row.ts'

const RUNS = 51
const CHUNK_BYTES = 65_536
const SIZES = [
  { name: '200 KB', bytes: 200_000 },
  { name: '3 MB', bytes: 3_000_000 },
]

export async function storing(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-'))
  try {
    const results: Result[] = []
    for (const { name, bytes } of SIZES) results.push(await compare(folder, name, bytes))
    return results
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Both alternate, since a disk is not equally fast all the time. */
async function compare(folder: string, name: string, bytes: number): Promise<Result> {
  const storage = new FolderStorage(join(folder, 'media'))
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    const [first, second] = [chunksOf(randomBytes(bytes)), chunksOf(randomBytes(bytes))]
    ours.push(await timeOf(() => store(storage, first)))
    bare.push(await timeOf(() => storeBare(join(folder, `${name}-${run}`), second)))
  }
  const [value, baseline] = [median(ours), median(bare)]
  const ratio = round(baseline / value)
  return { name: `storing ${name}`, engine: '–', value: round(value), unit: 'ms', baseline: round(baseline), ratio, goal: '', met: null } // biome-ignore format: one result
}

function chunksOf(content: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < content.length; at += CHUNK_BYTES) chunks.push(content.subarray(at, at + CHUNK_BYTES))
  return chunks
}

async function store(storage: FolderStorage, chunks: readonly Buffer[]): Promise<void> {
  const path = await storage.temporaryFile()
  await using file = await GrowingFile.create(path)
  for (const chunk of chunks) await file.write(chunk)
  await storage.put(await file.finish(), path)
}

async function storeBare(path: string, chunks: readonly Buffer[]): Promise<void> {
  const sha256 = createHash('sha256')
  const file: FileHandle = await open(path, 'wx')
  for (const chunk of chunks) {
    sha256.update(chunk)
    await file.write(chunk)
  }
  sha256.digest('hex')
  await file.sync()
  await file.close()
  await rename(path, `${path}-stored`)
  await using parent = await open(join(path, '..'), 'r')
  await parent.sync()
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
