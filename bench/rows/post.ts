/** Measures POST /api/v1/statuses by an author with 1 000 local followers, one post after the other. */
import { sql } from 'kysely'
import { request, sendAll } from '../load.ts'
import { runBaseline, startAtoll } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { type Result, round } from '../row.ts'
import { openTestbed, series } from '../seed.ts'

const FOLLOWERS = 1_000
const POSTS = 300
const WARM_UP = 30

export async function posts({ bed, port, reader }: Prepared): Promise<Result[]> {
  await addFollowers(bed, port, reader.accountId)
  await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
  const headers = {
    host: `localhost:${port}`,
    authorization: `Bearer ${reader.key}`,
    'content-type': 'application/json',
  }
  const plan = (count: number, name: string) => {
    let sent = 0
    return {
      port: atoll.port,
      connections: 1,
      status: 200,
      next: () =>
        sent < count
          ? request(
              'POST',
              '/api/v1/statuses',
              headers,
              JSON.stringify({ status: `${name} ${sent++}: hello to a thousand`, visibility: 'unlisted' }),
            )
          : undefined,
    }
  }
  await sendAll(plan(WARM_UP, 'warm'))
  const measured = await sendAll(plan(POSTS, 'post'))
  if (measured.failed > 0) throw new Error(`${measured.failed} posts failed`)
  const bare = bed.engine === 'sqlite' ? await runBaseline<{ p99: number }>('post', bed.folder) : undefined
  return [
    {
      name: `POST status p99, ${FOLLOWERS} local followers (${bed.size.toLocaleString('en')} statuses)`,
      engine: bed.engine,
      value: round(measured.p99),
      unit: 'ms',
      baseline: bare ? round(bare.p99) : null,
      ratio: bare ? round(bare.p99 / measured.p99) : null,
      goal: '≤ 50 ms',
      met: measured.p99 <= 50,
    },
  ]
}

async function addFollowers(bed: Prepared['bed'], port: number, authorId: number): Promise<void> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  const now = sql.lit(app.clock.now())
  const uri = sql`${sql.lit(`${app.uris.origin}/ap/users/`)} || (i + 500000)`
  // This row measures local work. The 2 000 remote followers would add a delivery to each post.
  await sql`delete from follows where target_id = ${sql.lit(authorId)}`.execute(app.db)
  await sql`insert into accounts (id, uri, username, acct_key, actor_type, inbox_url, created_at, updated_at)
    select i + 500000, ${uri}, 'local' || i, 'local' || i, 'Person', ${uri} || '/inbox', ${now}, ${now} from ${series(app, FOLLOWERS)}`.execute(
    app.db,
  )
  await sql`insert into users (id, account_id, active_at, created_at, approved_at)
    select i + 550000, i + 500000, ${now}, ${now}, ${now} from ${series(app, FOLLOWERS)}`.execute(app.db)
  await sql`insert into follows (id, account_id, target_id, created_at)
    select i + 600000, i + 500000, ${sql.lit(authorId)}, ${now} from ${series(app, FOLLOWERS)}`.execute(app.db)
}
