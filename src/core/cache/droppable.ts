/** Finds the posts of other servers that may be dropped, those looked at longest ago first, then the oldest. */
import { sql } from 'kysely'
import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { isKeptSql } from '../policy/kept.ts'

/** Posts that are examined at a time. */
const BATCH = 100

/**
 * Whatever the quota, what was looked at today or yesterday stays: somebody may be about to use it. It also lets
 * whatever is under way with a new post come to its end.
 */
export const SHORTEST_MS = 2 * DAY

const COLUMNS = [
  'id', 'uri', 'account_id', 'visibility', 'in_reply_to_id', 'reply_rejected', 'community_id', 'boosts_count',
  'favourites_count', 'created_at',
] as const // biome-ignore format: one line reads better

export interface Droppable extends Pick<Status, (typeof COLUMNS)[number]>, Pick<DroppedStatus, 'account_uri'> {}

/** What limits the posts that may be dropped. */
export interface Limits {
  /** Only posts whose last look is longer ago than this time. */
  before: number
  /** Only posts of this server. */
  host?: string | undefined
}

interface Candidates {
  /** The day of the last look at each. */
  day: number
  ids: Id[]
}

/** All posts before that time, batch after batch, whether they may be dropped or not. */
export async function* candidates(app: App, { before }: Limits): AsyncGenerator<Candidates> {
  for await (const day of viewedDays(app)) {
    if (day >= before) return
    for (let after: Id | undefined = 0; after !== undefined; ) {
      const ids: Id[] = await viewedOn(app, day, after)
      yield { day, ids }
      after = ids.length < BATCH ? undefined : ids.at(-1)
      await app.clock.sleep(0)
    }
  }
}

/** The days on which posts of other servers that are here were last looked at, oldest first. */
async function* viewedDays(app: App): AsyncGenerator<number> {
  for (let day = await nextDay(app, -1); day !== null; day = await nextDay(app, day)) yield day
}

/** Counts the posts and boosts of other servers, day by day, because SQLite counts a million in one go too slowly. */
export async function countCached(app: App): Promise<number> {
  let total = 0
  for await (const day of viewedDays(app)) {
    const { count } = await app.db
      .selectFrom('statuses')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('viewed_at', '=', day)
      .executeTakeFirstOrThrow()
    total += count
    await app.clock.sleep(0)
  }
  return total
}

async function nextDay({ db }: App, after: number): Promise<number | null> {
  const { day } = await db
    .selectFrom('statuses')
    .select((select) => select.fn.min<number | null>('viewed_at').as('day'))
    .where('viewed_at', '>', after)
    .executeTakeFirstOrThrow()
  return day
}

async function viewedOn({ db }: App, day: number, after: Id): Promise<Id[]> {
  const rows = await db
    .selectFrom('statuses')
    .select('id')
    .where('viewed_at', '=', day)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  return rows.map((row) => row.id)
}

/** Those of the posts that nothing keeps, but perhaps replies, with the number of replies. */
export async function unkeptAmong(
  { db, clock }: Pick<App, 'db' | 'clock'>,
  ids: readonly Id[],
  { before, host }: Limits,
): Promise<(Droppable & { replies: number })[]> {
  if (ids.length === 0) return []
  return await db
    .selectFrom('statuses as s')
    .innerJoin('accounts as author', 'author.id', 's.account_id')
    .select(COLUMNS.map((column) => `s.${column}` as const))
    .select(['author.uri as account_uri', repliesTo('s').as('replies')])
    .where('s.id', 'in', ids)
    .where('s.boost_of_id', 'is', null)
    .where('s.viewed_at', '<', before)
    .$if(host !== undefined, (query) => query.where('author.domain', '=', host as string))
    .where((where) => where.not(isKeptSql('s', clock.now())))
    .orderBy('s.id')
    .execute()
}

const repliesTo = (statuses: string) =>
  sql<number>`(select count(*) from statuses as reply where reply.in_reply_to_id = ${sql.ref(`${statuses}.id`)})`
