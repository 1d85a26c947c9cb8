import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import { startOfDay, startOfSecond } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { addToCount, countStatus } from '../counts/statuses.ts'
import { Declined, Forbidden, NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { requireActive } from '../policy/active.ts'
import { requireConsent } from '../policy/consent.ts'
import { isOpen } from '../policy/open.ts'
import { canSee } from '../policy/visible.ts'
import { removeStatus } from '../statuses/delete.ts'
import { findBoost, findStatusByUri } from '../statuses/find.ts'
import { requireHeld } from '../statuses/hold.ts'
import { insertStatus } from '../statuses/insert.ts'
import { findOrRecall } from '../statuses/recall.ts'
import { requireOriginal } from '../statuses/require.ts'
import { clampToNow } from '../versions.ts'

interface BoostOptions {
  /** The id of the Announce activity if it came from another server. */
  uri?: string
  /** Who can see the boost. A followers-only status is always boosted to followers only. */
  visibility?: Visibility
  /** Unix milliseconds, as the origin gives them. */
  createdAt?: number
  via?: Via
}

/**
 * Boosts a status. Boosting it again returns the existing boost (C11). A boost of a boost boosts the original.
 * @throws NotFound if the actor may not see the status, Forbidden if it is neither public nor unlisted, nor the
 *   actor's own followers-only status, or if its author does not let the actor boost it
 */
export async function boost(app: App, actor: Account, statusId: Id, options: BoostOptions = {}): Promise<Status> {
  requireActive(actor)
  const status = await requireOriginal(app, actor, statusId)
  if (!mayBoost(actor, status)) throw new Forbidden('boost-not-public')
  await requireConsent(app, actor, status, 'boost')
  return app.transaction((tx) => store(tx, actor, status, options))
}

export function mayBoost(actor: Account, status: Status): boolean {
  return isOpen(status) || (status.visibility === 'followers' && status.account_id === actor.id)
}

async function store(tx: Tx, actor: Account, original: Status, options: BoostOptions): Promise<Status> {
  if (!original.local) await requireHeld(tx, original)
  const via = options.via ?? 'local'
  const id = options.uri === undefined ? tx.ids.next() : undefined
  const uri = options.uri ?? tx.uris.activity(id as Id)
  const made = await insertStatus(tx, rowOf(tx, actor, original, uri, options), id)
  if (!made) return known(tx, actor, original, uri)
  if (!(await addToCount(tx, original.id, 'boosts_count', +1))) throw new NotFound()
  await countStatus(tx, made, +1)
  await tx.emit('status.created', { status_id: made.id, boost_of_id: original.id, via })
  return made
}

async function known(tx: Tx, actor: Account, original: Status, uri: string): Promise<Status> {
  const boosted = await findBoost(tx, actor.id, original.id)
  if (boosted) return boosted
  const other = await findStatusByUri(tx, uri)
  if (!other) throw new NotFound()
  throw new Declined('uri-taken', { uri })
}

function rowOf(tx: Tx, actor: Account, original: Status, uri: string, options: BoostOptions) {
  const now = tx.clock.now()
  // Misskey drops a boost from before its post, whose server's clock may be ahead of ours.
  const createdAt =
    options.createdAt === undefined ? Math.max(now, original.created_at) : clampToNow(tx, options.createdAt)
  return {
    uri,
    account_id: actor.id,
    local: actor.domain === null,
    object_type: 'Announce',
    boost_of_id: original.id,
    visibility: original.visibility === 'followers' ? 'followers' : (options.visibility ?? 'public'),
    content: '',
    created_at: createdAt,
    published_in_ms: actor.domain === null,
    version_at: startOfSecond(createdAt),
    ...(actor.domain !== null && { fetched_at: now, viewed_at: startOfDay(now) }),
  } satisfies Parameters<typeof insertStatus>[1]
}

/**
 * Undoes a boost. Without a boost it does nothing. `statusId` is the boosted status or the boost.
 * @returns the boost that was removed
 * @throws NotFound if there is no boost and the actor cannot see such a status
 */
export async function unboost(
  app: App,
  actor: Account,
  statusId: Id,
  { via = 'local' }: { via?: Via } = {},
): Promise<Status | undefined> {
  const named = await findOrRecall(app, actor, statusId)
  if (!named) throw new NotFound()
  const removed = await app.transaction(async (tx) => {
    const boosted = await findBoost(tx, actor.id, named.boost_of_id ?? named.id)
    if (boosted) await removeStatus(tx, boosted, { via })
    return boosted
  })
  if (!removed && !(await canSee(app, actor, named))) throw new NotFound()
  return removed
}
