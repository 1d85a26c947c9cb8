import { id, index, oneOf, type Row, table, text, time } from './columns.ts'
import { VISIBILITIES } from './visibility.ts'

/** Activities of ours, rendered once; deliveries name them. */
export const outbox = table(
  {
    id: id().key(),
    uri: text(),
    account_id: id(),
    type: text(),
    /** What it is about: order and compaction are per object (C23). */
    object_uri: text(),
    /** What it does to its object: `close` takes back an `open` that is still unsent, and an `update` takes the place of one. */
    purpose: oneOf('open', 'update', 'close', 'tell').or('tell'),
    /** Who may read it. */
    audience: oneOf(...VISIBILITIES).or('public'),
    /** S-09: new keys are announced under the key that their readers know. */
    signing_key: oneOf('current', 'former').or('current'),
    body: text(),
    created_at: time(),
  },
  index('uri'),
  index('object_uri', 'id'),
)
export type OutboxRow = Row<typeof outbox>
export type Purpose = OutboxRow['purpose']
