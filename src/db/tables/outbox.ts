import { id, index, type Row, table, text, time } from '../columns.ts'

/** Activities of ours, rendered once; deliveries name them. */
export const outbox = table(
  {
    id: id().key(),
    uri: text(),
    account_id: id(),
    type: text(),
    /** What it is about: order and compaction are per object (C23). */
    object_uri: text(),
    body: text(),
    created_at: time(),
  },
  index('uri'),
  index('object_uri', 'id'),
)
export type OutboxRow = Row<typeof outbox>
