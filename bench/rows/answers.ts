/**
 * Measures the smallest answers, `/health` and an actor document, against a bare `node:http` that writes the same
 * bytes.
 */
import { rateByCpu, sendInTurn } from '../cpu-rate.ts'
import { request } from '../load.ts'
import { type Running, startAtoll, startBaseline } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { median, type Result, round } from '../row.ts'

const WARM_UP = 20_000
const REQUESTS = 20_000
const ROUNDS = 5
/** Headers that Node adds by itself. */
const OWN_HEADERS = new Set(['date', 'connection', 'keep-alive', 'content-length'])

export async function answers({ bed, port, reader }: Prepared): Promise<Result[]> {
  await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
  const host = `localhost:${port}`
  const actor = { host, accept: 'application/activity+json' }
  return [
    await compare(atoll, bed, { name: 'health', path: '/health', headers: { host }, least: 0.5 }),
    await compare(atoll, bed, {
      name: 'actor document',
      path: `/ap/users/${reader.accountId}`,
      headers: actor,
      least: 0.25,
    }),
  ]
}

interface Target {
  name: string
  path: string
  headers: Record<string, string>
  /** The goal, as a fraction of the bare server's rate. */
  least: number
}

async function compare(atoll: Running, { engine, size }: Prepared['bed'], target: Target): Promise<Result> {
  const asked = [request('GET', target.path, target.headers)]
  await using bare = await startBaseline('answer', JSON.stringify(await answerOf(atoll, target)))
  for (const server of [bare, atoll]) await sendInTurn(server, asked, WARM_UP)
  const pairs: [number, number][] = []
  for (let at = 0; at < ROUNDS; at++)
    pairs.push([await rateByCpu(atoll, asked, REQUESTS), await rateByCpu(bare, asked, REQUESTS)])
  const ratio = median(pairs.map(([ours, theirs]) => ours / theirs))
  return {
    name: `${target.name} (${size.toLocaleString('en')} statuses)`,
    engine,
    value: round(median(pairs.map(([ours]) => ours))),
    unit: 'answers per CPU second',
    baseline: round(median(pairs.map(([, theirs]) => theirs))),
    ratio: round(ratio),
    goal: `≥ ${target.least} of bare node:http`,
    met: ratio >= target.least,
  }
}

async function answerOf(atoll: Running, { path, headers }: Target): Promise<{ headers: string[]; body: string }> {
  const answer = await fetch(`http://127.0.0.1:${atoll.port}${path}`, { headers })
  if (answer.status !== 200) throw new Error(`${path} → ${answer.status}`)
  const given = [...answer.headers].filter(([name]) => !OWN_HEADERS.has(name))
  return { headers: given.flat(), body: await answer.text() }
}
