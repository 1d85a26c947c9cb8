/** What others hear of our statuses: Create, Announce, Update, Delete, Undo(Announce). */
import type { Reaction, Tx } from '../../core/app.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { loadNote, type NoteParts } from '../objects/load-notes.ts'
import { renderNote } from '../objects/render-note.ts'
import type { Activity } from './activity.ts'
import { inboxesOf, namedIn, touchedBy } from './recipients.ts'
import { renderUndo } from './relation-activities.ts'
import { send } from './send.ts'
import { type BoostParts, renderAnnounce, renderCreate, renderDelete, renderUpdate } from './status-activities.ts'

/** status.created: a post or boost written here goes to followers, to those it names and to whom it answers. */
export const deliverStatus: Reaction<'status.created'> = async (tx, { status_id, via }) => {
  const parts = via === 'local' ? await ownNote(tx, status_id) : undefined
  if (!parts) return
  if (isBoost(parts)) await sendAbout(tx, parts, await announce(tx, parts), [parts.boosted.author.id])
  else await sendAbout(tx, parts, renderCreate(tx.uris, parts), await namedIn(tx, parts.status))
}

/** status.edited: also to those who boosted, answered or favourited it. */
export const deliverEdit: Reaction<'status.edited'> = async (tx, { status_id, via }) => {
  const parts = via === 'local' ? await ownNote(tx, status_id) : undefined
  if (!parts || isBoost(parts)) return
  await sendAbout(tx, parts, renderUpdate(tx.uris, parts), await everybodyToldOf(tx, parts.status))
}

/** status.deleted, while its rows are still there: to all who may hold a copy. An undone boost is an Undo. */
export const deliverDelete: Reaction<'status.deleted'> = async (tx, { status_id, via }) => {
  const parts = via === 'local' ? await ownNote(tx, status_id) : undefined
  // The Delete of a whole account says it all.
  if (!parts || parts.author.deleted_at !== null) return
  if (isBoost(parts)) {
    await sendAbout(tx, parts, renderUndo(await announce(tx, parts)), [parts.boosted.author.id])
    return
  }
  const activity = renderDelete(tx.uris, parts, tx.clock.now())
  await sendAbout(tx, parts, activity, await everybodyToldOf(tx, parts.status))
}

async function ownNote(tx: Tx, id: Id): Promise<NoteParts | undefined> {
  const status = await tx.db.selectFrom('statuses').selectAll().where('id', '=', id).executeTakeFirst()
  return status?.local ? loadNote(tx, status) : undefined
}

function isBoost(parts: NoteParts): parts is BoostParts {
  return parts.boosted !== undefined
}

async function announce(tx: Tx, parts: BoostParts): Promise<Activity> {
  const original = parts.boosted.status
  // Others may be unable to fetch what is for followers only.
  const inlined = original.local && original.visibility === 'followers' ? await loadNote(tx, original) : undefined
  return renderAnnounce(tx.uris, parts, inlined && renderNote(tx.uris, inlined))
}

async function everybodyToldOf(tx: Tx, status: Status): Promise<Id[]> {
  return [...(await namedIn(tx, status)), ...(await touchedBy(tx, status.id))]
}

async function sendAbout(tx: Tx, parts: NoteParts, activity: Activity, people: readonly Id[]): Promise<void> {
  const { status, author } = parts
  await send(tx, {
    activity,
    accountId: author.id,
    // Boosted, taken back and boosted again: three activities, one matter.
    about: isBoost(parts) ? `${author.uri} boosts ${parts.boosted.status.uri}` : status.uri,
    inboxes: await inboxesOf(tx, people),
    followersOf: await whoseFollowersHear(tx, status),
  })
}

/** a public reply to somebody here is also news to that person's followers, who see the thread. */
async function whoseFollowersHear(tx: Tx, status: Status): Promise<Id[]> {
  if (status.visibility === 'direct') return []
  const answered = status.in_reply_to_account_id
  const isOpen = status.visibility === 'public' || status.visibility === 'unlisted'
  if (answered === null || answered === status.account_id || !isOpen) return [status.account_id]
  const parent = await tx.db.selectFrom('accounts').select('domain').where('id', '=', answered).executeTakeFirst()
  return parent?.domain === null ? [status.account_id, answered] : [status.account_id]
}
