/** Measures the delivery of one post to 2 000 inboxes on 500 hosts. Every delivery is signed, sent and acknowledged. */
import { createServer } from 'node:http'
import { sql } from 'kysely'
import { MINUTE, SECOND } from '../../src/lib/durations.ts'
import { runBaseline, startAtoll } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { median, type Result, round } from '../row.ts'
import { openTestbed, series } from '../seed.ts'

const HOSTS = 500
const INBOXES = 2_000
const POSTS = 3
const TIMEOUT_MS = 2 * MINUTE

export async function deliveries({ bed, port, reader }: Prepared): Promise<Result[]> {
  await using sink = await startSink()
  await addFollowers(bed, port, reader.accountId, sink.port)
  const rates: number[] = []
  {
    await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
    for (let post = 0; post <= POSTS; post++) {
      const began = performance.now()
      const all = sink.expect(INBOXES, TIMEOUT_MS)
      const answer = await fetch(`${atoll.origin}/api/v1/statuses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${reader.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status: `To everybody, for the ${post}th time` }),
      })
      if (answer.status !== 200) throw new Error(`The post was answered ${answer.status}`)
      await all
      // The first post opens the connections.
      if (post > 0) rates.push(INBOXES / ((performance.now() - began) / SECOND))
    }
  }
  const { rate: signing } = await runBaseline<{ rate: number }>('signing')
  const rate = median(rates)
  return [
    {
      name: `deliveries of one post to ${INBOXES} inboxes on ${HOSTS} hosts (${bed.size.toLocaleString('en')} statuses)`,
      engine: bed.engine,
      value: round(rate),
      unit: 'deliveries/s',
      baseline: round(signing),
      ratio: round(rate / signing),
      goal: '≥ 1500/s and ≥ 0.5 of RSA signing alone',
      met: rate >= 1_500 && rate / signing >= 0.5,
    },
  ]
}

/** Adds followers on 127.1.x.y. Each address counts as a host, and one socket listens for all of them. */
async function addFollowers(bed: Prepared['bed'], port: number, authorId: number, sinkPort: number): Promise<void> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  const host = sql`'127.1.' || (i % ${sql.lit(HOSTS)} / 250) || '.' || (i % 250 + 1) || ${sql.lit(`:${sinkPort}`)}`
  const now = sql.lit(app.clock.now())
  await sql`insert into accounts (id, uri, username, domain, acct_key, actor_type, inbox_url, created_at, updated_at, fetched_at)
    select i + 700000, 'http://' || ${host} || '/users/' || i, 'fan' || i, ${host}, 'fan' || i || '@' || ${host}, 'Person', 'http://' || ${host} || '/users/' || i || '/inbox', ${now}, ${now}, ${now}
    from ${series(app, INBOXES)}`.execute(app.db)
  await sql`insert into follows (id, account_id, target_id, created_at)
    select i + 800000, i + 700000, ${sql.lit(authorId)}, ${now} from ${series(app, INBOXES)}`.execute(app.db)
}

interface Sink extends AsyncDisposable {
  port: number
  /** Resolves after this many further requests have arrived. */
  expect(count: number, timeoutMs: number): Promise<void>
}

function startSink(): Promise<Sink> {
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
