/** Makes the pins of a remote account or community those that its origin lists. */
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { MAX_REMOTE_PINS } from '../statuses/limits.ts'

interface PinList {
  /** What was pinned here when the origin was asked. An Add or Remove that has arrived since then is newer. */
  before: readonly Id[]
  /** What the origin lists, the latest pin first: statuses of the account, or topics of the community. */
  listed: readonly Id[]
}

/** The pinned statuses, the latest pin first. */
export async function listPins({ db }: Pick<App, 'db'>, accountId: Id): Promise<Id[]> {
  const pins = db.selectFrom('pins').select('status_id').where('account_id', '=', accountId)
  return (await pins.orderBy('id', 'desc').execute()).map((row) => row.status_id)
}

export async function replacePins(app: App, accountId: Id, list: PinList): Promise<void> {
  await app.transaction(async (tx) => {
    await tx.lock(`pins:${accountId}`)
    const now = await listPins(tx, accountId)
    const wanted = await existing(tx, merged(now, list))
    if (wanted.join() === now.join()) return
    await tx.db.deleteFrom('pins').where('account_id', '=', accountId).execute()
    // The ids give the order.
    for (const status_id of wanted.toReversed())
      await tx.db
        .insertInto('pins')
        .values({ id: tx.ids.next(), account_id: accountId, status_id, created_at: tx.clock.now() })
        .execute()
    await tell(tx, accountId, now, wanted)
  })
}

function merged(now: readonly Id[], { before, listed }: PinList): Id[] {
  const added = now.filter((id) => !before.includes(id))
  const removed = before.filter((id) => !now.includes(id))
  return [...new Set([...added, ...listed])].filter((id) => !removed.includes(id)).slice(0, MAX_REMOTE_PINS)
}

/** Without those that were deleted meanwhile. */
async function existing(tx: Tx, ids: readonly Id[]): Promise<Id[]> {
  if (ids.length === 0) return []
  const rows = await tx.db.selectFrom('statuses').select('id').where('id', 'in', ids).execute()
  const found = new Set(rows.map((row) => row.id))
  return ids.filter((id) => found.has(id))
}

async function tell(tx: Tx, account_id: Id, before: readonly Id[], after: readonly Id[]): Promise<void> {
  for (const status_id of before)
    if (!after.includes(status_id)) await tx.emit('status.unpinned', { account_id, status_id, via: 'fetch' })
  for (const status_id of after)
    if (!before.includes(status_id)) await tx.emit('status.pinned', { account_id, status_id, via: 'fetch' })
}
