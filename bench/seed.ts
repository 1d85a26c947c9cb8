/** Fills a database with remote accounts, their posts, and one local user who follows 2 000 of them. */
import { type RawBuilder, sql } from 'kysely'
import { loadConfig } from '../src/config.ts'
import type { App } from '../src/core/app.ts'
import { createToken } from '../src/core/tokens/create.ts'
import { createUser } from '../src/core/users/create.ts'
import { DAY, MINUTE } from '../src/lib/durations.ts'
import { idAt } from '../src/lib/ids.ts'
import { createLog } from '../src/lib/log.ts'
import { createServer, type Server } from '../src/server.ts'
import type { Testbed } from './row.ts'

export const FOLLOWS = 2_000
const ACCOUNTS = 20_000
const HOME_LENGTH = 800
const SPREAD_MS = 30 * DAY
const WORDS =
  'the lagoon is quiet this morning and the boats come back with the light on the water while we talk about nothing in particular '

export interface Reader {
  accountId: number
  key: string
}

/**
 * Opens an App on a test bed, without running jobs or listening. The port is part of every id, so it must be the one
 * served later.
 */
export function openTestbed(
  { databaseUrl, folder }: Pick<Testbed, 'databaseUrl' | 'folder'>,
  port: number,
): Promise<Server> {
  const env = {
    ATOLL_PORT: String(port),
    ATOLL_DATA: folder,
    ATOLL_DATABASE_URL: databaseUrl,
    ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes',
    ATOLL_RATE_LIMITS: 'no',
  }
  return createServer(loadConfig({ env }), { log: createLog({ level: 'error' }) })
}

/** 1 … n as rows `s(i)`, in either dialect. */
export function series({ dialect }: App, n: number): RawBuilder<unknown> {
  return dialect.name === 'postgres'
    ? sql`(select generate_series(1::bigint, ${sql.lit(n)}) as i) as s`
    : sql`(with recursive r(i) as (select 1 union all select i + 1 from r where i < ${sql.lit(n)}) select i from r) as s`
}

/** Ids of seeded accounts. Generated ids are far above. */
const account = sql.raw('(i + 1000)')

export async function seed(app: App, size: number): Promise<Reader> {
  const now = app.clock.now()
  const { account: reader, user } = await createUser(app, {
    username: 'reader',
    password: 'lagoon lagoon',
    approved: true,
  })
  const { key } = await createToken(app, user, { name: 'bench', scopes: ['read', 'write', 'follow'] })
  const first = idAt(now - SPREAD_MS)
  const step = Math.floor((idAt(now - MINUTE) - first) / size)
  const status = sql`(${sql.lit(first)} + i * ${sql.lit(step)})`
  const at = sql`(${sql.lit(now - SPREAD_MS)} + i * ${sql.lit(Math.floor(SPREAD_MS / size))})`
  const text = (kind: string) => sql`'https://peer' || (i % 500) || '.test/${sql.raw(kind)}/' || i`
  const followed = sql`(i * 7919 % ${sql.lit(ACCOUNTS)}) + 1001`

  await sql`insert into accounts (id, uri, username, domain, acct_key, actor_type, display_name, inbox_url, shared_inbox_url, followers_url, url, created_at, updated_at, fetched_at)
    select ${account}, ${text('users')}, 'peer' || i, 'peer' || (i % 500) || '.test', 'peer' || i || '@peer' || (i % 500) || '.test', 'Person', 'Peer ' || i,
      ${text('inbox')}, 'https://peer' || (i % 500) || '.test/inbox', ${text('followers')}, ${text('@')}, ${sql.lit(now - SPREAD_MS)}, ${sql.lit(now - SPREAD_MS)}, ${sql.lit(now)}
    from ${series(app, ACCOUNTS)}`.execute(app.db)
  await sql`insert into statuses (id, uri, url, account_id, local, conversation_id, visibility, content, created_at, version_at, fetched_at)
    select ${status}, ${text('notes')}, ${text('notes')}, (i * 31 % ${sql.lit(ACCOUNTS)}) + 1001, 0, ${status}, 'public',
      '<p>' || i || ' ${sql.raw(WORDS)}</p>', ${at}, ${at}, ${sql.lit(now)}
    from ${series(app, size)}`.execute(app.db)
  await sql`insert into public_entries (status_id, local, account_id) select id, 0, account_id from statuses where id < ${sql.lit(idAt(now))}`.execute(
    app.db,
  )
  await sql`insert into follows (id, account_id, target_id, created_at)
    select i + 5000, ${sql.lit(reader.id)}, ${followed}, ${sql.lit(now)} from ${series(app, FOLLOWS)}`.execute(app.db)
  await sql`insert into home_entries (account_id, status_id, author_id)
    select ${sql.lit(reader.id)}, statuses.id, statuses.account_id from statuses
    where statuses.account_id in (select target_id from follows where follows.account_id = ${sql.lit(reader.id)})
    order by statuses.id desc limit ${sql.lit(HOME_LENGTH)}`.execute(app.db)
  // PostgreSQL analyzes by itself. SQLite never has statistics here: `hot-queries.test.ts` checks the plans it makes
  // without.
  if (app.dialect.name === 'postgres') await sql.raw('analyze').execute(app.db)
  return { accountId: reader.id, key }
}
