/** Prunes a database of old posts with everything that belongs to them, and measures how long the writer is held. */
import { sql } from 'kysely'
import { cachedStatuses } from '../../src/core/cache/statuses.ts'
import { DAY, startOfDay } from '../../src/lib/durations.ts'
import type { Server } from '../../src/server.ts'
import { freePort } from '../pinned.ts'
import type { Result, Testbed } from '../row.ts'
import { openTestbed, type Reader, seed, series } from '../seed.ts'
import { writerHold } from './writer-hold.ts'

/** All are past their time to live, a tenth by authors whom the reader follows. */
const VIEWED_DAYS_AGO = 200
const VIEWED_ON_DAYS = 100

export async function prunePosts(bed: Omit<Testbed, 'size'>, size: number): Promise<Result[]> {
  const { databaseUrl, folder } = bed
  await using server = await openTestbed({ databaseUrl, folder }, await freePort())
  const { app } = server
  await fill(server, await seed(app, size), size)
  return await writerHold(bed, app, `pruning ${size.toLocaleString('en')} posts`, async () => {
    const dropped = await cachedStatuses.prune(app)
    return `${dropped} rows dropped and ${await cachedStatuses.size(app)} kept`
  })
}

/** Posts with replies, media, mentions, tags, boosts and favourites, some of which the reader has bookmarked. */
async function fill({ app }: Server, reader: Reader, size: number): Promise<void> {
  const { db } = app
  const today = startOfDay(app.clock.now())
  const viewed = sql`${sql.lit(today - VIEWED_DAYS_AGO * DAY)} + (id % ${sql.lit(VIEWED_ON_DAYS)}) * ${sql.lit(DAY)}`
  await sql`create table seeded as select row_number() over (order by id) as n, id, account_id from statuses`.execute(
    db,
  )
  await sql`create unique index seeded_n on seeded (n)`.execute(db)
  await sql`update statuses set viewed_at = ${viewed}, has_media = 1`.execute(db)
  await sql`update statuses set replies_count = 1, boosts_count = 1, favourites_count = 1
    where id in (select id from seeded where n % 4 = 3)`.execute(db)
  await sql`update statuses set in_reply_to_id = (select parent.id from seeded as parent
      where parent.n = (select own.n - 1 from seeded as own where own.id = statuses.id))
    where id in (select id from seeded where n % 4 = 0)`.execute(db)
  const each = (every: number, rest = 0) => sql`seeded where n % ${sql.lit(every)} = ${sql.lit(rest)}`
  await sql`insert into mentions (status_id, account_id, silent) select id, account_id, 0 from ${each(5)}`.execute(db)
  await sql`insert into tags (id, tag_key, name) select i, 'tag' || i, 'tag' || i from ${series(app, 100)}`.execute(db)
  await sql`insert into status_tags (tag_id, status_id) select n % 100 + 1, id from ${each(3)}`.execute(db)
  await sql`insert into attachments (id, status_id, place, type, url)
    select n, id, 0, 'image', 'https://peer.test/' || n from ${each(3)}`.execute(db)
  await sql`insert into favourites (id, account_id, status_id, created_at)
    select n, account_id, id, ${sql.lit(today)} from ${each(4, 3)}`.execute(db)
  await sql`insert into statuses (id, uri, account_id, local, boost_of_id, conversation_id, visibility, content, created_at, version_at, viewed_at)
    select n, 'https://peer.test/boosts/' || n, account_id, 0, id, n, 'public', '', 0, 0, ${sql.lit(today - VIEWED_DAYS_AGO * DAY)}
    from ${each(4, 3)}`.execute(db)
  await sql`insert into bookmarks (id, account_id, status_id, created_at)
    select n, ${sql.lit(reader.accountId)}, id, ${sql.lit(today)} from ${each(50)}`.execute(db)
  await sql`drop table seeded`.execute(db)
  if (app.dialect.name === 'postgres') await sql.raw('analyze').execute(db)
  process.stderr.write(`Pruning ${size.toLocaleString('en')} posts …\n`)
}
