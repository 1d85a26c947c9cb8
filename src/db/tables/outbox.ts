import { id, index, int, oneOf, type Row, table, text, time } from './columns.ts'
import { VISIBILITIES } from './visibility.ts'

/** Outgoing activities, each rendered once, and a Create again when its post is edited. Delivery jobs refer to them. */
export const outbox = table(
  {
    id: id().key(),
    uri: text(),
    account_id: id(),
    type: text(),
    /** The object of the activity. Deliveries keep their order and replace each other per object (C23). */
    object_uri: text(),
    /** What the activity does to its object. A `remove` cancels an unsent `create`; an `update` replaces an unsent one. */
    effect: oneOf('create', 'update', 'remove', 'none').or('none'),
    /** Who may read it. */
    audience: oneOf(...VISIBILITIES).or('public'),
    /** A key rotation is announced with a signature by the former key, which the receivers know (S-09). */
    signing_key: oneOf('current', 'former').or('current'),
    body: text(),
    /** Incremented when the body is replaced by a newer state of its object. */
    revision: int().or(0),
    created_at: time(),
  },
  index('uri'),
  index('object_uri', 'id'),
)
export type OutboxRow = Row<typeof outbox>
export type Effect = OutboxRow['effect']
