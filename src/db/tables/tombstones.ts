import { index, table, text, time } from './columns.ts'

/** What is gone, for good (C8, C9). `expires_at` only where we never knew the object. */
export const tombstones = table(
  {
    uri: text().key(),
    origin: text(),
    former_type: text().orNull(),
    created_at: time(),
    expires_at: time().orNull(),
  },
  index('origin', 'expires_at'),
  { columns: ['expires_at'], whereNotNull: 'expires_at' },
)

/** An Undo that arrived before its activity (C9): consumed by the first activity that matches. */
export const early_undos = table(
  { natural_key: text().key(), actor_uri: text(), activity_uri: text().orNull(), expires_at: time() },
  index('expires_at'),
)
