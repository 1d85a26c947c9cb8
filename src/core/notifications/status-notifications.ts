/** Reactions that notify about statuses, boosts, edits and favourites. */
import { sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { id } from '../../db/tables/columns.ts'
import type { NotificationType } from '../../db/tables/notifications.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reaction, Tx } from '../app.ts'
import { isLive } from '../policy/live.ts'
import { findStatus } from '../statuses/find.ts'
import { notify, withdraw } from './notify.ts'

/** How many local accounts are notified of an edit of a status that they boosted. */
const MAX_BOOSTERS_NOTIFIED = 1_000

/** status.created, for a post: notifies the mentioned accounts and the author's subscribers. Old posts notify nobody. */
export const notifyAboutStatus: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  if (via === 'fetch' || boost_of_id !== null) return
  const candidates = await findCandidates(tx, { statusId: status_id })
  if (candidates.length === 0) return
  const status = await findStatus(tx, status_id)
  if (!status || !isLive(tx, status)) return
  const mentioned = new Set(candidates.filter((row) => row.type === 'mention').map((row) => row.account_id))
  await notify(tx, [...mentioned], { type: 'mention', from: status.account_id, statusId: status_id, via })
  const others = candidates.map((row) => row.account_id).filter((id) => !mentioned.has(id))
  // A direct message notifies only the accounts it mentions.
  if (status.visibility !== 'direct')
    await notify(tx, others, { type: 'status', from: status.account_id, statusId: status_id, via })
}

const type = (name: NotificationType) => sql<NotificationType>`${sql.lit(name)}`.as('type')

const findCandidates = compiled({ statusId: id() }, (db, { statusId }) =>
  db
    .selectFrom('mentions')
    .select(['account_id', type('mention')])
    .where('status_id', '=', statusId)
    .where('silent', '=', false)
    .unionAll(
      db
        .selectFrom('statuses as s')
        .innerJoin('follows as f', 'f.target_id', 's.account_id')
        .select(['f.account_id', type('status')])
        .where('s.id', '=', statusId)
        .where('f.notifies', '=', true),
    ),
)

const findBoost = compiled({ boostId: id() }, (db, { boostId }) =>
  db
    .selectFrom('statuses as s')
    .innerJoin('statuses as original', 'original.id', 's.boost_of_id')
    .select(['s.account_id as from', 's.created_at', 'original.id', 'original.account_id as to', 'original.local'])
    .where('s.id', '=', boostId),
)

/** status.created, for a boost: notifies the author of the boosted status. */
export const notifyBoost: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  if (via === 'fetch' || boost_of_id === null) return
  const [boost] = await findBoost(tx, { boostId: status_id })
  if (!boost?.local || !isLive(tx, boost)) return
  await notify(tx, [boost.to], { type: 'reblog', from: boost.from, statusId: boost.id, via })
}

/**
 * status.edited: notifies newly mentioned accounts and the local accounts that boosted it. Each edit replaces the
 * notification of the previous one.
 */
export const notifyAboutEdit: Reaction<'status.edited'> = async (tx, { status_id, via }) => {
  const status = via === 'fetch' ? undefined : await findStatus(tx, status_id)
  if (!status || !isLive(tx, status)) return
  const mentions = (await findCandidates(tx, { statusId: status_id })).filter((row) => row.type === 'mention')
  const notification = { from: status.account_id, statusId: status_id, via }
  await notify(
    tx,
    mentions.map((row) => row.account_id),
    { ...notification, type: 'mention' },
  )
  const boosters = await findBoosters(tx, status)
  await withdraw(tx, boosters, { ...notification, type: 'update' })
  await notify(tx, boosters, { ...notification, type: 'update' })
}

async function findBoosters(tx: Tx, status: Status): Promise<Id[]> {
  if (status.boosts_count === 0) return []
  const rows = await tx.db
    .selectFrom('statuses')
    .select('account_id')
    .where('boost_of_id', '=', status.id)
    .where('local', '=', true)
    .limit(MAX_BOOSTERS_NOTIFIED)
    .execute()
  return rows.map((row) => row.account_id)
}

/** status.deleted: withdraws all notifications about the status, and for an undone boost its notification. */
export const withdrawStatusNotifications: Reaction<'status.deleted'> = async (tx, { status_id }) => {
  await tx.db.deleteFrom('notifications').where('status_id', '=', status_id).execute()
  const boost = await tx.db
    .selectFrom('statuses as s')
    .innerJoin('statuses as original', 'original.id', 's.boost_of_id')
    .select(['s.account_id as from', 'original.id', 'original.account_id as to'])
    .where('s.id', '=', status_id)
    .executeTakeFirst()
  if (boost) await withdraw(tx, [boost.to], { type: 'reblog', from: boost.from, statusId: boost.id })
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
  if (status?.local)
    await withdraw(tx, [status.account_id], { type: 'favourite', from: account_id, statusId: status_id })
}
