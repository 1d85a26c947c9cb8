/**
 * The smallest answers: `/health` and the document of an actor, asked for again and again. Beside them a bare
 * `node:http` writes the same bytes. Counted per second of the server's own processor time, so that neither the load
 * nor a busy machine is measured.
 */
import { readFileSync } from 'node:fs'
import { request, sendAll } from '../load.ts'
import { type Running, startAtoll, startBaseline } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { median, type Result, round } from '../row.ts'

const CONNECTIONS = 20
const WARM_UP = 20_000
const REQUESTS = 20_000
const ROUNDS = 5
/** Of `/proc/PID/stat`, on every Linux. */
const TICKS_PER_SECOND = 100
/** What Node writes by itself. */
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

interface Asked {
  name: string
  path: string
  headers: Record<string, string>
  /** Of what the bare server does. */
  least: number
}

async function compare(atoll: Running, { engine, size }: Prepared['bed'], asked: Asked): Promise<Result> {
  const bytes = request('GET', asked.path, asked.headers)
  await using bare = await startBaseline('answer', JSON.stringify(await answerOf(atoll, asked)))
  for (const server of [bare, atoll]) await send(server, bytes, WARM_UP)
  const pairs: [number, number][] = []
  for (let at = 0; at < ROUNDS; at++) pairs.push([await measure(atoll, bytes), await measure(bare, bytes)])
  const ratio = median(pairs.map(([ours, theirs]) => ours / theirs))
  return {
    name: `${asked.name} (${size.toLocaleString('en')} statuses)`,
    engine,
    value: round(median(pairs.map(([ours]) => ours))),
    unit: 'answers per CPU second',
    baseline: round(median(pairs.map(([, theirs]) => theirs))),
    ratio: round(ratio),
    goal: `≥ ${asked.least} of bare node:http`,
    met: ratio >= asked.least,
  }
}

async function answerOf(atoll: Running, { path, headers }: Asked): Promise<{ headers: string[]; body: string }> {
  const answer = await fetch(`http://127.0.0.1:${atoll.port}${path}`, { headers })
  if (answer.status !== 200) throw new Error(`${path} → ${answer.status}`)
  const given = [...answer.headers].filter(([name]) => !OWN_HEADERS.has(name))
  return { headers: given.flat(), body: await answer.text() }
}

async function measure(server: Running, bytes: Buffer): Promise<number> {
  const before = cpuSeconds(server)
  await send(server, bytes, REQUESTS)
  return REQUESTS / (cpuSeconds(server) - before)
}

async function send({ port }: Running, bytes: Buffer, count: number): Promise<void> {
  let sent = 0
  const next = () => (sent++ < count ? bytes : undefined)
  const { failed } = await sendAll({ port, connections: CONNECTIONS, status: 200, next })
  if (failed > 0) throw new Error(`${failed} answers failed`)
}

/** In user mode and in the kernel, of all threads. */
function cpuSeconds({ process: { pid } }: Running): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number) as [number, number]
  return (user + system) / TICKS_PER_SECOND
}
