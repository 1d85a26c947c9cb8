/** Our own people: each reads, searches and posts at a steady pace, and waits for each answer. */
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND } from '../../src/lib/durations.ts'
import { type Call, callerFrom } from './call.ts'
import { countIn, type Ledger } from './ledger.ts'
import { personAddress } from './plan.ts'

/** A person who signed in. */
export interface Person {
  accountId: number
  key: string
}

/** Between two requests: with it, a person stays below 300 requests in five minutes, the limit of one token. */
const PAUSE_MS = SECOND / 4
const TIMEOUT_MS = 30 * SECOND
const GETS = [
  '/api/v1/timelines/home',
  '/api/v1/notifications',
  '/api/v1/accounts/1042',
  '/api/v1/timelines/home?limit=40',
  '/api/v2/search?q=peer7',
  '/api/v1/accounts/1042/statuses',
]

/** Lets one person act until the signal. */
export async function actAs(
  person: Person,
  n: number,
  port: number,
  ledger: Ledger,
  until: AbortSignal,
): Promise<void> {
  const call = callerFrom(personAddress(n), port, TIMEOUT_MS)
  const headers = {
    host: `localhost:${port}`,
    authorization: `Bearer ${person.key}`,
    'content-type': 'application/json',
  }
  for (let turn = n; !until.aborted; turn++) {
    const path = GETS[turn % (GETS.length + 1)]
    const body = path === undefined ? JSON.stringify({ status: `The ${turn}th post of person ${n}` }) : undefined
    const asked: Call =
      path === undefined
        ? { method: 'POST', path: '/api/v1/statuses', headers, body }
        : { method: 'GET', path, headers }
    await ask(call, asked, ledger, until)
    await wait(PAUSE_MS * (0.5 + Math.random()))
  }
}

async function ask(call: ReturnType<typeof callerFrom>, asked: Call, ledger: Ledger, until: AbortSignal) {
  const began = performance.now()
  try {
    const { status, text } = await call(asked)
    if (status === 200 && asked.method === 'POST') ledger.posts.add(JSON.parse(text).uri)
    if (until.aborted) return
    if (status === 200) ledger.times.push(performance.now() - began)
    else countIn(ledger.failures, status)
  } catch (error) {
    if (!until.aborted) countIn(ledger.failures, (error as NodeJS.ErrnoException).code ?? 'failed')
  }
}
