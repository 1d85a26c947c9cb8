import { id, type Row, table, text, time, unique } from './columns.ts'

/**
 * Received activities that were answered with 202 (Q-02, C13). `receipt_key` recognizes duplicates. Once an activity is
 * processed, its `body` and `signer_uri` are empty.
 */
export const inbox = table(
  {
    id: id().key(),
    receipt_key: text(),
    signer_uri: text(),
    body: text(),
    /** The owner of the inbox that received it; null for the shared inbox. */
    recipient_id: id().orNull(),
    received_at: time(),
  },
  unique('receipt_key'),
)
export type InboxRow = Row<typeof inbox>
