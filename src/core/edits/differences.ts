/** The differences between a new version of a status and the stored one. */
import { changedColumns } from '../../db/changed-columns.ts'
import { pickColumns } from '../../db/pick-columns.ts'
import { SHOWN, type Status, UNVERSIONED_STATUS } from '../../db/tables/statuses.ts'
import { VISIBILITIES, type Visibility } from '../../db/tables/visibility.ts'
import type { Tx } from '../app.ts'
import { hasOtherAttachments } from '../attachments/load.ts'
import type { Via } from '../events.ts'
import { CHAT_MESSAGE, isChatMessage } from '../statuses/chat-message.ts'
import type { StatusDraft } from '../statuses/store.ts'

type Row = Partial<Status>

/** A private message stays one, whatever its audience or type becomes, and no other post becomes one. */
export function visibleChanges(known: Status, draft: Partial<StatusDraft>, via: Via): Row {
  const texts = pickColumns(draft, SHOWN)
  if (isChatMessage(known)) return changedColumns(known, texts)
  const visibility = draft.visibility && allowedVisibility(known.visibility, draft.visibility, via)
  // It would have no reader, and its origin would not be asked about it again.
  const object_type = draft.object_type === CHAT_MESSAGE ? undefined : draft.object_type
  return changedColumns(known, { ...texts, visibility, object_type })
}

/** A delivery may narrow the audience. Only a fetch from the origin may widen it, so that a replay cannot (C16). */
function allowedVisibility(known: Visibility, wanted: Visibility, via: Via): Visibility {
  return via === 'fetch' || VISIBILITIES.indexOf(wanted) > VISIBILITIES.indexOf(known) ? wanted : known
}

/** Columns that change even if the version is the same, such as counters (C4). */
export function unversionedChanges(known: Status, draft: Partial<StatusDraft>, fetchedAt: number | undefined): Row {
  return changedColumns(known, {
    ...pickColumns(draft, UNVERSIONED_STATUS),
    ...(fetchedAt !== undefined && { fetched_at: fetchedAt, missing_since: null }),
  })
}

export async function hasOtherMedia(tx: Tx, known: Status, { attachments }: Partial<StatusDraft>): Promise<boolean> {
  return attachments !== undefined && (await hasOtherAttachments(tx, known, attachments))
}

/** Whether the mentions differ from the stored ones, silent ones aside. */
export async function hasOtherMentions(tx: Tx, known: Status, { mentions }: Partial<StatusDraft>): Promise<boolean> {
  if (!mentions) return false
  const rows = await tx.db
    .selectFrom('mentions')
    .select('account_id')
    .where('status_id', '=', known.id)
    .where('silent', '=', false)
    .execute()
  const named = new Set(mentions.filter((mention) => !mention.silent).map((mention) => mention.account.id))
  return named.size !== rows.length || rows.some((row) => !named.has(row.account_id))
}

/** A change of only the audience is not an edit, and the version stays the same (C15). */
export function changesOnlyAudience(shown: Row): boolean {
  return Object.keys(shown).join() === 'visibility'
}
