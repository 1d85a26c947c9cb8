/** Stores a remote status: a new one, or another version of a stored one. */
import type { Tx } from '../../core/app.ts'
import { joinThread } from '../../core/communities/move-thread.ts'
import { applyEdit } from '../../core/edits/apply-edit.ts'
import { Declined } from '../../core/errors.ts'
import { findStatus } from '../../core/statuses/find.ts'
import { storeStatus } from '../../core/statuses/store.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { RemoteDraft } from './draft.ts'

interface StoredNote {
  status: Status
  isNew: boolean
  /** A different text arrived under the stored version. A fetch from the origin has to decide (C5). */
  conflicts: boolean
}

/**
 * Stores a draft.
 * @param via delivered by its author, or fetched from its origin: the only two ways to change a status (C2)
 * @throws Gone if the status was deleted (C8)
 * @throws Declined if the author or the parent differs from the stored status (C3)
 */
export async function storeNote(tx: Tx, draft: RemoteDraft, via: 'delivery' | 'fetch'): Promise<StoredNote> {
  const stored = await storeStatus(tx, draft, via)
  if (stored.isNew) return { ...stored, conflicts: false }
  await rejectOtherParent(tx, stored.status, draft)
  const { publishedAt, ...changes } = draft
  const { status, outcome } = await applyEdit(
    tx,
    stored.status,
    { ...changes, created_at: publishedAt },
    { via, editedAt: draft.edited_at ?? publishedAt ?? stored.status.version_at },
  )
  if (draft.community_id != null) await joinThread(tx, status, draft.community_id)
  const conflicts = via === 'delivery' && outcome === 'refreshed' && !hasSameText(status, draft)
  return { status, isNew: false, conflicts }
}

/** A status that replies to another parent than before is another post under a stolen id (C3). */
async function rejectOtherParent(tx: Tx, status: Status, draft: RemoteDraft): Promise<void> {
  const claimed = draft.parent?.uri ?? draft.in_reply_to_uri
  if (claimed && !(await parentAddresses(tx, status)).includes(claimed))
    throw new Declined('post-parent-changed', { uri: status.uri })
}

/** Some servers name the parent by the address of its page. */
async function parentAddresses(tx: Tx, { in_reply_to_id, in_reply_to_uri }: Status): Promise<unknown[]> {
  const parent = in_reply_to_id === null ? undefined : await findStatus(tx, in_reply_to_id)
  return parent ? [parent.uri, parent.url] : [in_reply_to_uri]
}

function hasSameText(status: Status, draft: RemoteDraft): boolean {
  return (
    status.content === draft.content &&
    status.content_warning === draft.content_warning &&
    status.sensitive === draft.sensitive
  )
}
