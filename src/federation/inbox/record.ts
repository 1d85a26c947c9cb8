/** The receipt of an activity: durable before the sender hears 202 (Q-02, C13). */
import { hash } from 'node:crypto'
import type { Envelope } from '../../activitypub/activity-envelope.ts'
import { isObject, readId } from '../../activitypub/read.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import { compiled } from '../../db/compiled.ts'
import { type InboxRow, inbox } from '../../db/tables/inbox.ts'
import type { Id } from '../../lib/ids.ts'
import { countReceived } from './backlog.ts'
import { receive } from './receive.ts'
import { recentActivities } from './recent.ts'

interface RecordedActivity {
  envelope: Envelope
  body: Uint8Array
  signature: string
  signerUri: string
  recipientId: Id | null
}

/**
 * Only of these the same bytes are the same happening, however often and to how many inboxes they are sent. Of all
 * others only the very same request is, signature included (case 8): Misskey follows, unfollows and follows again with
 * one and the same activity (C11), and a text may be changed back to what it was (C5).
 */
const SAME_BY_BODY: ReadonlySet<string> = new Set(['Create'])

/** Milliseconds until the year 4999 sort as text. */
const TIME_RADIX = 36
const TIME_LENGTH = 9

/** Writes the receipt and the job in one transaction. What was received before changes nothing. */
export async function recordActivity(app: App, activity: RecordedActivity): Promise<void> {
  const receipt = {
    receipt_key: receiptKey(activity),
    signer_uri: activity.signerUri,
    body: textOf(activity.body),
    recipient_id: activity.recipientId,
    received_at: app.clock.now(),
  }
  const row = await app.transaction(async (tx) => {
    const row: InboxRow = { id: tx.ids.next(), ...receipt }
    const inserted = await insertReceipt(tx, row)
    if (inserted.length === 0) return undefined
    await tx.enqueue(receive, { inbox_id: row.id, order: orderOf(activity.envelope) })
    return row
  })
  if (!row) return
  app.slot(recentActivities).add({ row, envelope: activity.envelope })
  countReceived(app)
}

const insertReceipt = compiled(inbox.columns, (db, row) =>
  db
    .insertInto('inbox')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)

/**
 * What counts as the same: the same bytes from the same signer, or the same request. A direct post may come to each of its
 * readers' inboxes, and each copy counts, for it says who is meant. The time that the bytes name comes first: what comes
 * together lies together in the index, which a hash alone would spread over all of its pages.
 */
function receiptKey({ envelope, body, signature, signerUri, recipientId }: RecordedActivity): string {
  const request = SAME_BY_BODY.has(envelope.type) ? '' : signature
  const inbox = isPublic(envelope) ? '' : (recipientId ?? '')
  const rest = Buffer.from(`\n${signerUri}\n${request}\n${inbox}`)
  const time = Math.max(envelope.published ?? 0, 0)
    .toString(TIME_RADIX)
    .padStart(TIME_LENGTH, '0')
  return time + hash('sha256', Buffer.concat([body, rest]), 'base64url')
}

function isPublic({ to, cc }: Envelope): boolean {
  return to.includes(PUBLIC) || cc.includes(PUBLIC)
}

/** One actor's deeds about one thing stay in order; an Undo is about what it undoes. */
function orderOf({ actor, types, object, objectId }: Envelope): string {
  const about = types.includes('Undo') && isObject(object) ? readId(object.object) : objectId
  return `${actor} ${about ?? ''}`
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}
