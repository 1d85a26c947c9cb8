/** Records the receipt of an activity, which is durable before the sender gets 202 (Q-02, C13). */
import { hash } from 'node:crypto'
import type { Envelope } from '../../activitypub/activity-envelope.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import { compiled } from '../../db/compiled.ts'
import { type InboxRow, inbox } from '../../db/tables/inbox.ts'
import type { Id } from '../../lib/ids.ts'
import { orderOf } from '../activities/received-order.ts'
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
 * Types for which an identical body is a duplicate, however often and to however many inboxes it is sent. For any
 * other type, only an identical request is a duplicate, signature included (case 8): Misskey follows, unfollows and
 * follows again with the same activity (C11), and a text may be changed back to an earlier version (C5).
 */
const SAME_BY_BODY: ReadonlySet<string> = new Set(['Create'])

/** Milliseconds in this form sort as text, until the year 5188. */
const TIME_RADIX = 36
const TIME_LENGTH = 9

/** Writes the receipt and the job in one transaction. A duplicate changes nothing. */
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
 * The key by which duplicates are recognized: the body and the signer, or the whole request. A direct post may arrive
 * in the inbox of each recipient, and each copy counts, since its inbox shows who is addressed. The key begins with the
 * time in the activity, so that receipts of the same time share pages of the index. A hash alone would spread them over
 * all pages.
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

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}
