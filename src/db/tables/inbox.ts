import { id, type Row, table, text, time, unique } from './columns.ts'

/** Activities that we answered 202 for (Q-02, C13). `receipt_key` = activity id or body hash, with its actor. */
export const inbox = table(
  {
    id: id().key(),
    receipt_key: text(),
    signer_uri: text(),
    body: text(),
    /** A local account whose personal inbox it came to; null for the shared inbox. */
    recipient_id: id().orNull(),
    received_at: time(),
  },
  unique('receipt_key'),
)
export type InboxRow = Row<typeof inbox>
