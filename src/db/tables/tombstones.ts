import { id, index, table, text, time } from './columns.ts'

/** Deleted objects, whose deletion is final (C8, C9). `expires_at` is set only if the object was never stored. */
export const tombstones = table(
  {
    uri: text().key(),
    origin: text(),
    former_type: text().orNull(),
    /** Whose it was, who alone may bring it back. Null if it was never stored. The account may be gone. */
    account_id: id().orNull(),
    created_at: time(),
    expires_at: time().orNull(),
  },
  index('origin', 'expires_at'),
  { columns: ['expires_at'], whereNotNull: 'expires_at' },
)

/** What is remembered of Undos and of activities that were repeated, in case they arrive in another order (C9). */
export const pending_undos = table(
  {
    /** As `federation/activities/undo-memory.ts` makes it. It contains the actor. */
    match_key: text().key(),
    actor_uri: text(),
    activity_uri: text().orNull(),
    expires_at: time(),
  },
  index('expires_at'),
)
