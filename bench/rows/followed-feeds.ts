/**
 * Measures an hour of reading 10 000 followed feeds, by simulated time: the requests and the CPU time of everything
 * that happens on this side. One feed in ten has changed when it is read, the others answer 304.
 */
import { loadConfig } from '../../src/config.ts'
import type { NewAccount } from '../../src/db/tables/accounts.ts'
import { HOUR, MINUTE } from '../../src/lib/durations.ts'
import { outgoingResponse, type SafeFetch } from '../../src/lib/http/outgoing.ts'
import { createLog } from '../../src/lib/log.ts'
import { createServer, type Server } from '../../src/server.ts'
import { TestClock } from '../../test/world/clock.ts'
import type { Prepared } from '../prepare.ts'
import { type Result, round } from '../row.ts'

const FEEDS = 10_000
/** A few large hosts of blogs would be limited; most sites have one feed. */
const HOSTS = 5_000
const FIRST_ID = 900_000
const ROWS_PER_INSERT = 400
const MINUTES = 60
/** One read in so many finds a new entry. */
const CHANGED = 10
const ENTRIES = 15
/** The readings of a feed in an hour are at most four. */
const MOST_REQUESTS = FEEDS * 4
const MS_PER_SECOND = 1_000
const MICROS_PER_SECOND = 1e6

export async function followedFeeds({ bed, port }: Prepared): Promise<Result[]> {
  const clock = new TestClock()
  await clock.advance(Date.now() - clock.now())
  let requests = 0
  const fetch: SafeFetch = async ({ url }) => {
    requests++
    const isChanged = requests % CHANGED === 0
    const body = Buffer.from(isChanged ? feedText(url, requests, clock.now()) : '')
    return outgoingResponse({ status: isChanged ? 200 : 304, headers: { etag: `"${requests}"` }, url, body })
  }
  const env = { ATOLL_PORT: String(port), ATOLL_DATA: bed.folder, ATOLL_DATABASE_URL: bed.databaseUrl }
  await using server = await createServer(loadConfig({ env }), { clock, fetch, log: createLog({ level: 'error' }) })
  await addFeeds(server)
  const began = process.cpuUsage()
  for (let minute = 0; minute < MINUTES; minute++) {
    await clock.advance(MINUTE)
    await server.settle()
  }
  const { user, system } = process.cpuUsage(began)
  const row = (name: string, value: number, unit: string, goal: string, met: boolean | null): Result => ({
    ...{
      name: `${name} of ${FEEDS} followed feeds in an hour (${bed.size.toLocaleString('en')} statuses)`,
      unit,
      goal,
      met,
    },
    ...{ engine: bed.engine, value: round(value), baseline: null, ratio: null },
  })
  return [
    row('requests', requests, 'requests', 'at most four for each feed', requests <= MOST_REQUESTS),
    row('CPU time for reading', (user + system) / MICROS_PER_SECOND, 's', '', null),
  ]
}

function feedText(url: string, count: number, now: number): string {
  const item = (n: number) =>
    `<item><guid>${url} ${count - n}</guid><title>Entry ${n}</title><pubDate>${new Date(now - n * HOUR).toUTCString()}</pubDate>` +
    `<description><![CDATA[<p>Entry ${n} of this feed.</p>]]></description></item>`
  const items = Array.from({ length: ENTRIES }, (_, n) => item(n)).join('')
  return `<rss version="2.0"><channel><title>Feed</title><link>${url}</link><description/>${items}</channel></rss>`
}

async function addFeeds({ app }: Server): Promise<void> {
  const now = app.clock.now()
  const reader = await app.db.selectFrom('users').select('account_id').limit(1).executeTakeFirstOrThrow()
  const account = (n: number): NewAccount => {
    const host = `blog-${n % HOSTS}.example`
    const uri = `https://${host}/feed-${n}`
    const names = {
      username: host,
      domain: host,
      uri,
      url: uri,
      display_name: `Feed ${n}`,
      actor_type: 'Service',
    } as const
    return {
      id: FIRST_ID + n,
      ...names,
      is_feed: true,
      inbox_url: '',
      created_at: now,
      updated_at: now,
      fetched_at: now,
    }
  }
  for (let from = 0; from < FEEDS; from += ROWS_PER_INSERT) {
    const numbers = Array.from({ length: Math.min(ROWS_PER_INSERT, FEEDS - from) }, (_, n) => from + n)
    await app.db.insertInto('accounts').values(numbers.map(account)).execute()
    await app.db
      .insertInto('follows')
      .values(
        numbers.map((n) => ({
          ...{ id: app.ids.next(), account_id: reader.account_id, target_id: FIRST_ID + n, created_at: now },
        })),
      )
      .execute()
    await app.db
      .insertInto('followed_feeds')
      .values(
        numbers.map((n) => ({
          account_id: FIRST_ID + n,
          host: `blog-${n % HOSTS}.example`,
          read_at: now,
          // From a quarter of an hour to some ten hours.
          interval_ms: 15 * MINUTE * (1 + (n % 40)),
          next_read_at: now + (n % MINUTES) * 60 * MS_PER_SECOND,
        })),
      )
      .execute()
  }
}
