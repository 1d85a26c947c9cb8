/** Second beat for a status from elsewhere: new, or another version of one that we hold (C3–C5). */
import type { Tx } from '../../core/app.ts'
import { applyEdit } from '../../core/edits/apply-edit.ts'
import { Declined } from '../../core/errors.ts'
import { findStatus } from '../../core/statuses/find.ts'
import { storeStatus } from '../../core/statuses/store.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { RemoteDraft } from './draft.ts'

interface KeptNote {
  status: Status
  isNew: boolean
  /** C5: another text came under the version that we hold. Only its origin can say which one is true. */
  conflicts: boolean
}

/**
 * @param via sent by its author, or fetched from its origin: the only two ways to change a status (C2)
 * @throws Gone (C8), Declined (not its author's, or not the same post any more)
 */
export async function storeNote(tx: Tx, draft: RemoteDraft, via: 'delivery' | 'fetch'): Promise<KeptNote> {
  const kept = await storeStatus(tx, draft, via)
  if (kept.isNew) return { ...kept, conflicts: false }
  await refuseOtherParent(tx, kept.status, draft)
  const { publishedAt, ...changes } = draft
  const { status, outcome } = await applyEdit(
    tx,
    kept.status,
    { ...changes, created_at: publishedAt },
    { via, editedAt: draft.edited_at ?? publishedAt ?? kept.status.version_at },
  )
  const conflicts = via === 'delivery' && outcome === 'refreshed' && !hasSameText(status, draft)
  return { status, isNew: false, conflicts }
}

/** C3: what answers something else is another post under a stolen id. */
async function refuseOtherParent(tx: Tx, status: Status, draft: RemoteDraft): Promise<void> {
  const claimed = draft.parent?.uri ?? draft.in_reply_to_uri
  if (claimed && (await parentUri(tx, status)) !== claimed)
    throw new Declined('post-parent-changed', { uri: status.uri })
}

async function parentUri(tx: Tx, status: Status): Promise<string | null | undefined> {
  if (status.in_reply_to_id === null) return status.in_reply_to_uri
  return (await findStatus(tx, status.in_reply_to_id))?.uri
}

function hasSameText(status: Status, draft: RemoteDraft): boolean {
  return (
    status.content === draft.content &&
    status.content_warning === draft.content_warning &&
    status.sensitive === draft.sensitive
  )
}
