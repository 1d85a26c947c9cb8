/** What an answer means for what a person wrote or did: they are told who refused it, as long as that holds. */
import { isObject, type JsonObject, readIds } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { recordRefusal, withdrawRefusal } from '../../core/refusals/record.ts'
import { recordRefusedRequest } from '../../core/relationships/refuse-request.ts'
import type { Refusal } from '../../db/tables/refusals.ts'
import type { OutgoingResponse } from '../../lib/http/outgoing.ts'
import type { Id } from '../../lib/ids.ts'
import { isRepetition, readRefusal } from './read-refusal.ts'

interface Delivery {
  inbox: string
  about: string
  outbox_id: Id
}

/**
 * The activities about a post whose refusal a person is told, and what they did. A refused Delete or Undo says that the server has
 * nothing to delete, and a refused Announce that its software has no boosts.
 */
const ACTIONS: ReadonlyMap<string, Refusal['action']> = new Map([
  ['Create', 'post'],
  ['Update', 'edit'],
  ['Like', 'like'],
])

/** Records what the server said, for the person whose activity it refused. Other refusals concern nobody. */
export async function noteRefusal(app: App, delivery: Delivery, answer: OutgoingResponse): Promise<void> {
  const { inbox, outbox_id } = delivery
  const activity = await findOwnActivity(app, outbox_id)
  const host = hostOf(inbox)
  if (!activity || host === undefined) return
  if (isRepetition(answer)) return noteAcceptance(app, delivery, activity)
  const { account_id, type, uri } = activity
  const refusal = { host, answered_status: answer.status, ...readRefusal(answer) }
  if (type === 'Follow') return recordRefusedRequest(app, account_id, uri, refusal)
  const action = ACTIONS.get(type)
  if (!action) return
  const json = JSON.parse(activity.body)
  const status_uri = action === 'like' ? json.object : activity.object_uri
  const is_addressed = addressees(json).some((id) => hostOf(id) === host)
  await recordRefusal(app, { ...refusal, account_id, status_uri, inbox, action, is_addressed })
}

/** Undefined if it was forwarded: what another server wrote is not ours to explain. */
async function findOwnActivity(app: App, outboxId: Id) {
  const columns = ['uri', 'account_id', 'type', 'object_uri', 'body'] as const
  const row = await app.db.selectFrom('outbox').select(columns).where('id', '=', outboxId).executeTakeFirst()
  return row && app.uris.isLocal(row.uri) ? row : undefined
}

/** Everyone an activity of ours is addressed to, and the post that it replies to. */
function addressees({ to, cc, audience, object }: JsonObject): string[] {
  return [to, cc, audience, isObject(object) ? object.inReplyTo : undefined].flatMap((ids) => readIds(ids))
}

/** Only a newer version can be accepted by an inbox that has refused a post. */
export async function noteAcceptance(app: App, { inbox, about }: Delivery, { type }: { type: string }): Promise<void> {
  if (type === 'Update') await withdrawRefusal(app, { status_uri: about, inbox })
}
