/** Servers and programs that receive what is sent of a post. One socket listens for all of them. */
import { createServer } from 'node:http'
import { sql } from 'kysely'
import { MINUTE, SECOND } from '../src/lib/durations.ts'
import type { Prepared } from './prepare.ts'
import { median } from './row.ts'
import { openTestbed, series } from './seed.ts'

/** Addresses from 127.1.0.1 on, each of which counts as a host. */
export const HOSTS = 500
const POSTS = 3
const TIMEOUT_MS = 5 * MINUTE

/** @param n any number from 0 on */
export function hostOf(n: number, sinkPort: number): string {
  const host = n % HOSTS
  return `127.1.${Math.floor(host / 250)}.${(n % 250) + 1}:${sinkPort}`
}

interface Followers {
  authorId: number
  sinkPort: number
  count: number
  /** Of as many accounts and follows. */
  firstId: number
}

/** Adds followers, each with an inbox of its own. */
export async function addFollowers(
  bed: Prepared['bed'],
  port: number,
  { authorId, sinkPort, count, firstId }: Followers,
): Promise<void> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  const host = sql`'127.1.' || (i % ${sql.lit(HOSTS)} / 250) || '.' || (i % 250 + 1) || ${sql.lit(`:${sinkPort}`)}`
  const now = sql.lit(app.clock.now())
  const first = sql.lit(firstId)
  const person = sql`'http://' || ${host} || '/users/' || (i + ${first})`
  await sql`insert into accounts (id, uri, username, domain, acct_key, actor_type, inbox_url, created_at, updated_at, fetched_at)
    select i + ${first}, ${person}, 'fan' || i, ${host}, 'fan' || (i + ${first}) || '@' || ${host}, 'Person', ${person} || '/inbox', ${now}, ${now}, ${now}
    from ${series(app, count)}`.execute(app.db)
  await sql`insert into follows (id, account_id, target_id, created_at)
    select i + ${first}, i + ${first}, ${sql.lit(authorId)}, ${now} from ${series(app, count)}`.execute(app.db)
}

/** Posts a few times. @returns how many receivers a second have received it, the middle one of all posts */
export async function measureDeliveries(
  sink: Sink,
  { origin, key, receivers }: { origin: string; key: string; receivers: number },
): Promise<number> {
  const rates: number[] = []
  for (let post = 0; post <= POSTS; post++) {
    const began = performance.now()
    const all = sink.expect(receivers, TIMEOUT_MS)
    const answer = await fetch(`${origin}/api/v1/statuses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: `To everybody, for the ${post}th time` }),
    })
    if (answer.status !== 200) throw new Error(`The post was answered ${answer.status}`)
    await all
    // The first post opens the connections.
    if (post > 0) rates.push(receivers / ((performance.now() - began) / SECOND))
  }
  return median(rates)
}

interface Sink extends AsyncDisposable {
  port: number
  /** Resolves after this many further requests have arrived. */
  expect(count: number, timeoutMs: number): Promise<void>
}

export function startSink(): Promise<Sink> {
  let left = 0
  let done = () => {}
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(202).end()
      if (request.method === 'POST' && --left === 0) done()
    })
  })
  server.keepAliveTimeout = MINUTE
  return new Promise((resolve) => {
    server.listen(0, '0.0.0.0', () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        expect: (count, timeoutMs) =>
          new Promise((arrived, reject) => {
            left = count
            const late = setTimeout(() => reject(new Error(`${left} deliveries did not arrive`)), timeoutMs)
            done = () => {
              clearTimeout(late)
              arrived()
            }
          }),
        async [Symbol.asyncDispose]() {
          server.closeAllConnections()
          server.close()
        },
      })
    })
  })
}
