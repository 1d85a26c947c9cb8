/** Reactions that notify about statuses, boosts, edits and favourites. */
import { type Expression, type Kysely, sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reaction } from '../app.ts'
import { isLive } from '../policy/live.ts'
import { findStatus } from '../statuses/find.ts'
import { notify, withdraw } from './notify.ts'
import { notifyMany } from './notify-many.ts'

/** status.created, for a post: notifies the mentioned accounts and the author's subscribers. Old posts notify nobody. */
export const notifyAboutStatus: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  if (via === 'fetch' || boost_of_id !== null) return
  const found = await findMentionedAndSubscriber(tx, { statusId: status_id })
  if (found.length === 0) return
  const status = await findStatus(tx, status_id)
  if (!status || !isLive(tx, status)) return
  const mentioned = found.flatMap((row) => row.mentioned ?? [])
  await notify(tx, mentioned, { type: 'mention', from: status.account_id, statusId: status_id, via })
  // A direct message notifies only the accounts it mentions.
  if (found.length > mentioned.length && status.visibility !== 'direct')
    await notifyMany(tx, status, { type: 'status', via })
}

/** A row for each mentioned account, and one with null if the author has any subscribers. */
const findMentionedAndSubscriber = compiled({ statusId: id() }, (db, { statusId }) => {
  const subscriber = db
    .selectFrom('statuses as s')
    .innerJoin('follows as f', 'f.target_id', 's.account_id')
    .select(sql<null>`cast(null as bigint)`.as('mentioned'))
    .where('s.id', '=', statusId)
    .where('f.notifies', '=', true)
    .limit(1)
  return mentionsOf(db, statusId).unionAll(db.selectFrom(subscriber.as('found')).select('found.mentioned'))
})

const findMentioned = compiled({ statusId: id() }, (db, { statusId }) => mentionsOf(db, statusId))

function mentionsOf(db: Kysely<Database>, statusId: Expression<Id>) {
  return db
    .selectFrom('mentions')
    .select('account_id as mentioned')
    .where('status_id', '=', statusId)
    .where('silent', '=', false)
    .$castTo<{ mentioned: Id | null }>()
}

const findBoost = compiled({ boostId: id() }, (db, { boostId }) =>
  db
    .selectFrom('statuses as s')
    .innerJoin('statuses as original', 'original.id', 's.boost_of_id')
    .select(['s.account_id as from', 's.created_at', 'original.id', 'original.account_id as to', 'original.local'])
    .select('original.community_id')
    .where('s.id', '=', boostId),
)

/**
 * status.created, for a boost: notifies the author of the boosted status, unless the booster is the community to which
 * it was posted. That passes on every post to its members, so it is no news.
 */
export const notifyBoost: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  if (via === 'fetch' || boost_of_id === null) return
  const [boost] = await findBoost(tx, { boostId: status_id })
  if (!boost?.local || boost.community_id === boost.from || !isLive(tx, boost)) return
  await notify(tx, [boost.to], { type: 'reblog', from: boost.from, statusId: boost.id, via })
}

/**
 * status.edited: notifies newly mentioned accounts and the local accounts that boosted it. Each edit replaces the
 * notification of the previous one.
 */
export const notifyAboutEdit: Reaction<'status.edited'> = async (tx, { status_id, via }) => {
  const status = via === 'fetch' ? undefined : await findStatus(tx, status_id)
  if (!status || !isLive(tx, status)) return
  const mentioned = (await findMentioned(tx, { statusId: status_id })).flatMap((row) => row.mentioned ?? [])
  await notify(tx, mentioned, { type: 'mention', from: status.account_id, statusId: status_id, via })
  if (status.boosts_count > 0) await notifyMany(tx, status, { type: 'update', via })
}

/** status.deleted, for an undone boost: withdraws its notification. Those about a post are purged with it. */
export const withdrawBoost: Reaction<'status.deleted'> = async (tx, { status_id }) => {
  const [boost] = await findBoost(tx, { boostId: status_id })
  if (boost) await withdraw(tx, boost.to, { type: 'reblog', from: boost.from, statusId: boost.id })
}

/** status.favourited: notifies the author. */
export const notifyFavourite: Reaction<'status.favourited'> = async (tx, { favourite_id, via }) => {
  const row = await tx.db
    .selectFrom('favourites as f')
    .innerJoin('statuses as s', 's.id', 'f.status_id')
    .select(['f.account_id as from', 's.id', 's.account_id as to', 's.local'])
    .where('f.id', '=', favourite_id)
    .executeTakeFirst()
  if (row?.local) await notify(tx, [row.to], { type: 'favourite', from: row.from, statusId: row.id, via })
}

/** status.unfavourited: withdraws the notification. */
export const withdrawFavourite: Reaction<'status.unfavourited'> = async (tx, { account_id, status_id }) => {
  const status = await findStatus(tx, status_id)
  if (status?.local) await withdraw(tx, status.account_id, { type: 'favourite', from: account_id, statusId: status_id })
}
