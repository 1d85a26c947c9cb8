/** Adds a status to the homes of active local followers with one `insert … select`. */
import { type Expression, type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { compiled } from '../../db/compiled.ts'
import { id, time } from '../../db/tables/columns.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { isWantedInHomeSql } from '../policy/wanted.ts'
import { FANOUT_BATCH, HOME_KEPT_FOR_MS } from './limits.ts'
import { repeatOfSql } from './repeats.ts'

/** A range of the author's followers by the ids of their follows. `after` is exclusive, `upTo` inclusive. */
interface Part {
  after: Id
  upTo: Id
}
const ALL: Part = { after: 0, upTo: Number.MAX_SAFE_INTEGER }

/** Writes home entries for the active local followers who want this status. */
export async function insertForFollowers(tx: Tx, statusId: Id, { after, upTo }: Part = ALL): Promise<void> {
  const now = tx.clock.now()
  await insertEntries(tx, { statusId, after, upTo, activeSince: now - HOME_KEPT_FOR_MS, now })
}

const insertEntries = compiled(
  { statusId: id(), after: id(), upTo: id(), activeSince: time(), now: time() },
  (db, { statusId, after, upTo, activeSince, now }) => {
    const entries = db
      .selectFrom('statuses as s')
      .innerJoin('follows as f', 'f.target_id', 's.account_id')
      .innerJoin('users as u', 'u.account_id', 'f.account_id')
      .leftJoin('statuses as original', 'original.id', 's.boost_of_id')
      .select(['f.account_id', 's.id as status_id', 's.account_id as author_id', 's.boost_of_id'])
      .select(({ ref }) => repeatOf(ref('f.account_id')).as('repeat_of'))
      .where('s.id', '=', statusId)
      .where('f.id', '>', after)
      .where('f.id', '<=', upTo)
      .where('u.active_at', '>', activeSince)
      .where((where) => isWantedInHomeSql(where, now))
    return db
      .insertInto('home_entries')
      .columns(['account_id', 'status_id', 'author_id', 'boost_of_id', 'repeat_of'])
      .expression(entries)
      .onConflict((conflict) => conflict.doNothing())
  },
)

/** The author's own entry. */
export const insertForAuthor = compiled({ statusId: id() }, (db, { statusId }) =>
  db
    .insertInto('home_entries')
    .columns(['account_id', 'status_id', 'author_id', 'boost_of_id', 'repeat_of'])
    .expression(
      db
        .selectFrom('statuses as s')
        .select(['s.account_id', 's.id as status_id', 's.account_id as author_id', 's.boost_of_id'])
        .select(({ ref }) => repeatOf(ref('s.account_id')).as('repeat_of'))
        .where('s.id', '=', statusId),
    )
    .onConflict((conflict) => conflict.doNothing()),
)

/** Of the status `s`, in the home of this account. */
function repeatOf(owner: Expression<Id>): RawBuilder<Id | null> {
  const [status, boostOf] = [sql.ref<Id>('s.id'), sql.ref<Id | null>('s.boost_of_id')]
  return repeatOfSql({ owner, status, boostOf, boosts: sql.ref<number>('s.boosts_count') })
}

interface Rest {
  status_id: Id
  /** The last follow that is done. */
  after: Id
}

/** Adds a status to the homes of very many followers. */
export const fanOutToHomes = batchJob<Rest>(
  'fanOutToHomes',
  {
    payload: z.object({ status_id: z.number(), after: z.number() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 2,
  },
  async (tx, { status_id, after }) => {
    const end = await tx.db
      .selectFrom('statuses as s')
      .innerJoin('follows as f', 'f.target_id', 's.account_id')
      .select('f.id')
      .where('s.id', '=', status_id)
      .where('f.id', '>', after)
      .orderBy('f.id')
      .offset(FANOUT_BATCH - 1)
      .limit(1)
      .executeTakeFirst()
    await insertForFollowers(tx, status_id, { after, upTo: end?.id ?? Number.MAX_SAFE_INTEGER })
    return end && { status_id, after: end.id }
  },
)
