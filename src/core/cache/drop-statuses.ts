/**
 * Drops posts of other servers. That is not a deletion: it leaves no tombstone and tells nobody, and the post comes back
 * under its id when somebody asks for it.
 */
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { countStatus } from '../counts/statuses.ts'
import { forgetParents, rememberDropped } from '../dropped/remember.ts'
import { lockObject } from '../lock-object.ts'
import { releaseAttachments } from '../media/rows/unused.ts'
import { isOpen } from '../policy/open.ts'
import { type Droppable, type Limits, unkeptAmong } from './droppable.ts'
import { removeBoosts, thinOut } from './thin-out.ts'

/** Every other table with rows of a post. Those of local users are not among them, because a post that they used stays. */
const DEPENDENT = [
  'mentions',
  'status_tags',
  'pins',
  'status_edits',
  'favourites',
  'public_entries',
  'home_entries',
] as const

/**
 * Drops those of the posts that still nothing keeps.
 * @param found a few posts to which there are no replies
 * @returns how many rows of `statuses` are gone, boosts included
 */
export async function dropStatuses(app: App, found: readonly Droppable[], limits: Limits): Promise<number> {
  const boosts = await thinOut(app, found)
  return boosts + (await app.transaction((tx) => drop(tx, found, limits)))
}

async function drop(tx: Tx, found: readonly Droppable[], limits: Limits): Promise<number> {
  await lockObject(tx, ...found.map(({ uri }) => uri))
  const ids = found.map(({ id }) => id)
  const statuses = (await unkeptAmong(tx, ids, limits)).filter(({ replies }) => replies === 0)
  if (statuses.length === 0) return 0
  const gone = statuses.map(({ id }) => id)
  const boosts = await removeBoosts(tx, gone)
  await removeAttachments(tx, gone)
  for (const table of DEPENDENT)
    await tx.db
      .deleteFrom(table as 'mentions')
      .where('status_id', 'in', gone)
      .execute()
  await tx.db.deleteFrom('statuses').where('id', 'in', gone).execute()
  await forgetParents(tx, gone)
  await remember(tx, statuses)
  return statuses.length + boosts
}

async function removeAttachments(tx: Tx, ids: readonly Id[]): Promise<void> {
  const keys = ['media_key', 'preview_key'] as const
  const removed = await tx.db.deleteFrom('attachments').where('status_id', 'in', ids).returning(keys).execute()
  await releaseAttachments(tx, removed)
}

/** Only what everyone may see comes back. The rest is no longer counted. */
async function remember(tx: Tx, statuses: readonly Droppable[]): Promise<void> {
  const open = statuses.filter(isOpen)
  await rememberDropped(
    tx,
    open.map(({ id, uri, account_id, account_uri, in_reply_to_id, reply_rejected, community_id }) => {
      return { id, uri, account_id, account_uri, parent_id: reply_rejected ? null : in_reply_to_id, community_id }
    }),
  )
  for (const status of statuses) if (!isOpen(status)) await countStatus(tx, status, -1)
}
