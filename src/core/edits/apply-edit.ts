/** Applies every change of a status, whether it was edited here, delivered by its origin or fetched again. */
import { changedColumns, changesSomething } from '../../db/changed-columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { startOfSecond } from '../../lib/durations.ts'
import type { Tx } from '../app.ts'
import { replaceAttachments, updateAddresses } from '../attachments/store.ts'
import { Declined, Gone } from '../errors.ts'
import type { Via } from '../events.ts'
import { lockObject } from '../lock-object.ts'
import { registerEmojis } from '../media/rows/register.ts'
import { replaceMentions } from '../mentions/store.ts'
import { findStatus } from '../statuses/find.ts'
import { MAX_TAGS } from '../statuses/limits.ts'
import type { StatusDraft } from '../statuses/store.ts'
import { replaceTags } from '../tags/store.ts'
import { CLOCK_SKEW_MS, clampToNow, compareVersions } from '../versions.ts'
import { changeVisibility } from './change-visibility.ts'
import {
  changesOnlyAudience,
  hasOtherMedia,
  hasOtherMentions,
  unversionedChanges,
  visibleChanges,
} from './differences.ts'
import { recordVersion } from './history.ts'

interface EditOptions {
  via: Via
  /** Unix milliseconds: the origin's `updated` or else `published`; for local edits, the result of `nextVersion`. */
  editedAt: number
}

interface EditResult {
  status: Status
  /**
   * `edited`: a new version. `refreshed`: only unversioned columns or the audience. `ignored`: an older version (C4).
   */
  outcome: 'edited' | 'refreshed' | 'ignored'
}

/**
 * Applies a version of a status in the order of versions (C4). Emits only if something visible changed.
 * @param changes the columns of the version; the others stay. `created_at` only if the origin gave a `published`.
 * @throws Declined if it changes an immutable property (C3), Gone if the status was deleted in the meantime
 */
export async function applyEdit(
  tx: Tx,
  status: Status,
  changes: Partial<StatusDraft>,
  { via, editedAt }: EditOptions,
): Promise<EditResult> {
  await lockObject(tx, status.uri)
  const known = await findStatus(tx, status.id)
  if (!known) throw new Gone('post-deleted')
  refuseImmutableChanges(known, changes)
  const at = clampToNow(tx, editedAt)
  const order = compareVersions(tx, known.uri, { stored: known.version_at, incoming: startOfSecond(at) }, via)
  if (order === 'older') return { status: known, outcome: 'ignored' }
  const unversioned = unversionedChanges(known, changes, via === 'fetch' ? tx.clock.now() : undefined)
  await registerEmojis(tx, unversioned.emojis)
  // A lock has no version of its own, so a copy from before it must not undo it.
  if (order === 'same' && via === 'delivery') delete unversioned.locked
  if (order === 'same')
    return { status: await refreshSameVersion(tx, known, changes, unversioned), outcome: 'refreshed' }
  const visible = visibleChanges(known, changes, via)
  const hasOtherParts = (await hasOtherMedia(tx, known, changes)) || (await hasOtherMentions(tx, known, changes))
  if (!changesSomething(known, visible) && !hasOtherParts)
    return {
      status: await refresh(tx, known, { ...unversioned, version_at: laterVersion(known, at) }),
      outcome: 'refreshed',
    }
  if (startOfSecond(at) === known.version_at && changesOnlyAudience(visible) && !hasOtherParts)
    return { status: await changeAudience(tx, known, { ...unversioned, ...visible }), outcome: 'refreshed' }
  return { status: await edit(tx, known, changes, { ...unversioned, ...visible }, at, via), outcome: 'edited' }
}

/** The owner and the time of publication never change (C3). */
function refuseImmutableChanges(known: Status, { author, created_at: createdAt }: Partial<StatusDraft>): void {
  if (author && author.id !== known.account_id) throw new Declined('post-of-other-author', { uri: known.uri })
  if (known.boost_of_id !== null) throw new Declined('post-is-boost', { uri: known.uri })
  // A later time is beyond the allowed clock skew and was replaced when the status arrived (C6).
  if (createdAt === undefined || createdAt > known.created_at + CLOCK_SKEW_MS) return
  if (startOfSecond(createdAt) !== startOfSecond(known.created_at))
    throw new Declined('post-time-changed', { uri: known.uri })
}

/** The new version in whole seconds, which never goes back. */
function laterVersion(known: Status, at: number): number {
  return Math.max(known.version_at, startOfSecond(at))
}

async function refresh(tx: Tx, known: Status, row: Partial<Status>): Promise<Status> {
  const changes = changedColumns(known, row)
  return changesSomething(known, changes) ? save(tx, known, changes) : known
}

/** The same version again updates only what has no version: counters and moved addresses. */
async function refreshSameVersion(
  tx: Tx,
  known: Status,
  { attachments }: Partial<StatusDraft>,
  unversioned: Partial<Status>,
): Promise<Status> {
  const hasMoved = attachments !== undefined && (await updateAddresses(tx, known, attachments))
  return hasMoved ? save(tx, known, unversioned) : refresh(tx, known, unversioned)
}

async function changeAudience(tx: Tx, known: Status, row: Partial<Status>): Promise<Status> {
  const status = await save(tx, known, row)
  await changeVisibility(tx, known, status)
  return status
}

async function edit(
  tx: Tx,
  known: Status,
  draft: Partial<StatusDraft>,
  row: Partial<Status>,
  at: number,
  via: Via,
): Promise<Status> {
  await recordVersion(tx, known)
  const editedAt = at > known.created_at ? at : tx.clock.now()
  const version_at = via === 'fetch' ? startOfSecond(at) : laterVersion(known, at)
  const has_media = draft.attachments ? draft.attachments.length > 0 : known.has_media
  const status = await save(tx, known, { ...row, has_media, edited_at: editedAt, version_at })
  if (draft.attachments) await replaceAttachments(tx, known, draft.attachments)
  if (draft.mentions) await replaceMentions(tx, known.id, draft.mentions)
  if (draft.tags) await replaceTags(tx, known.id, draft.tags.slice(0, MAX_TAGS))
  if (status.visibility !== known.visibility) await changeVisibility(tx, known, status)
  await tx.emit('status.edited', { status_id: known.id, via })
  return status
}

async function save(tx: Tx, known: Status, row: Partial<Status>): Promise<Status> {
  return await tx.db
    .updateTable('statuses')
    .set((set) => ({ ...row, revision: set('revision', '+', 1) }))
    .where('id', '=', known.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
