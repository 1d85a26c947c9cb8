/**
 * Measures what signing in costs everybody else: how long the event loop is delayed while twenty people sign in at once,
 * and the part of a request that goes into finding who asks.
 */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify } from '../../src/api/http/authorize.ts'
import { startSession } from '../../src/core/sessions/start.ts'
import { createUser } from '../../src/core/users/create.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import { SECOND } from '../../src/lib/durations.ts'
import type { IncomingRequest } from '../../src/lib/http-server/request.ts'
import { visitOf } from '../../src/pages/visit/visit.ts'
import type { Server } from '../../src/server.ts'
import { request, sendAll } from '../load.ts'
import { answers, spawnPinned, stopped } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { median, type Result, round } from '../row.ts'
import { openTestbed } from '../seed.ts'
import type { Delays } from '../siege/delays.ts'

const AT_ONCE = 20
const SIGN_INS = 200
const IDLE_MS = 3 * SECOND
const MOST_DELAY_MS = 50
const MOST_SHARE_PERCENT = 5
const PASSWORD = 'lagoon lagoon'
/** Pages and checks take turns, so that a slower moment of the machine is one for both. */
const TURNS = 15
const PAGES_PER_TURN = 100
const CHECKS_PER_TURN = 1_000

export async function signIns(prepared: Prepared): Promise<Result[]> {
  const shares = await measureShares(prepared)
  return [...(await measureDelay(prepared)), ...shares]
}

async function measureDelay({ bed, port }: Prepared): Promise<Result[]> {
  const env = {
    ATOLL_PORT: String(port),
    ATOLL_DATA: bed.folder,
    ATOLL_DATABASE_URL: bed.databaseUrl,
    ATOLL_RATE_LIMITS: 'no',
    ATOLL_TRUSTED_PROXIES: 'loopback',
    ATOLL_LOG_LEVEL: 'error',
  }
  const child = spawnPinned(['bench/siege/server.ts', 'serve'], env, { ipc: true })
  child.stdout?.resume()
  const delays = async (): Promise<Delays> => {
    child.send('delays')
    const [found] = await once(child, 'message')
    return found as Delays
  }
  try {
    await answers(`http://127.0.0.1:${port}/health`, child)
    await sendAll(signInPlan(port, AT_ONCE))
    child.send('reset')
    await sleep(IDLE_MS)
    const idle = await delays()
    const measured = await sendAll(signInPlan(port, SIGN_INS))
    const busy = await delays()
    if (measured.failed > 0) throw new Error(`${measured.failed} sign-ins failed`)
    process.stderr.write(`${round(measured.rate)} sign-ins/s, the slowest hundredth after ${round(measured.p99)} ms\n`)
    return [
      {
        name: `event-loop delay p99 during ${AT_ONCE} sign-ins at once`,
        engine: bed.engine,
        value: round(busy.p99),
        unit: 'ms',
        baseline: round(idle.p99),
        ratio: null,
        goal: `≤ ${MOST_DELAY_MS} ms`,
        met: busy.p99 <= MOST_DELAY_MS,
      },
    ]
  } finally {
    await stopped(child)
  }
}

/** Each comes from a network of its own, since few passwords are verified at once for one network. */
function signInPlan(port: number, count: number) {
  let sent = 0
  const body = JSON.stringify({ name: 'bench', username: 'ana', password: PASSWORD })
  const next = () => {
    if (sent++ >= count) return undefined
    const network = `203.0.${sent >> 8}.${sent & 255}`
    const headers = { host: `localhost:${port}`, 'content-type': 'application/json', 'x-forwarded-for': network }
    return request('POST', '/api/v1/tokens', headers, body)
  }
  return { port, connections: AT_ONCE, status: 200, next }
}

async function measureShares({ bed, port, reader }: Prepared): Promise<Result[]> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  await createUser(app, { username: 'ana', password: PASSWORD, approved: true })
  const authorization = `Bearer ${reader.key}`
  const found = await findUserByName(app, 'reader')
  if (!found) throw new Error('The seeded database has no reader')
  const { secret } = await startSession(app, found.user, { device: '', address: 'unknown' })
  const cookie = `atoll-${port}-session=${secret}`
  const caller = { address: 'unknown', network: 'unknown', requestId: '1' }
  const token = await shareOf(
    () => ask(server, port, '/api/v1/timelines/home?limit=20', { authorization }),
    () => identify(app, authorization, { network: caller.network, admitsNewcomers: false }),
  )
  const visit = { header: (name: string) => (name === 'cookie' ? cookie : undefined) } as unknown as IncomingRequest
  const session = await shareOf(
    () => ask(server, port, '/home', { cookie }),
    () => visitOf(app, { request: visit, caller }),
  )
  return Object.entries({ 'the token check': token, 'the session check': session }).map(([what, percent]) => ({
    name: `share of ${what} in a home page`,
    engine: bed.engine,
    value: round(percent),
    unit: '%',
    baseline: null,
    ratio: null,
    goal: `≤ ${MOST_SHARE_PERCENT} %`,
    met: percent <= MOST_SHARE_PERCENT,
  }))
}

async function ask(server: Server, port: number, path: string, headers: Record<string, string>): Promise<void> {
  const answer = await server.fetch(new Request(`http://localhost:${port}${path}`, { headers }), {})
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  await answer.arrayBuffer()
}

/** The time of a check in percent of the time of a page, in the middle one of several turns. */
async function shareOf(page: () => Promise<unknown>, check: () => Promise<unknown>): Promise<number> {
  const percents: number[] = []
  for (let turn = 0; turn <= TURNS; turn++) {
    const percent = (100 * (await timeOf(check, CHECKS_PER_TURN))) / (await timeOf(page, PAGES_PER_TURN))
    // The first turn warms up.
    if (turn > 0) percents.push(percent)
  }
  return median(percents)
}

/** Milliseconds for each call. */
async function timeOf(work: () => Promise<unknown>, times: number): Promise<number> {
  const began = performance.now()
  for (let n = 0; n < times; n++) await work()
  return (performance.now() - began) / times
}
