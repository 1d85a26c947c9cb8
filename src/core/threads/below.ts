import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'

/**
 * Selects the ids of these posts and of all replies below them. A conversation may hold more than that: posts above them,
 * and those of others beside them.
 */
export function selectWithReplies(db: Kysely<Database>, ids: readonly Id[]) {
  return db
    .withRecursive('below(id)', (db) =>
      db
        .selectFrom('statuses')
        .select('statuses.id')
        .where('statuses.id', 'in', ids)
        // Not "union all": replies may form a circle.
        .union(
          db
            .selectFrom('below')
            .innerJoin('statuses as reply', 'reply.in_reply_to_id', 'below.id')
            .select('reply.id as id'),
        ),
    )
    .selectFrom('below')
    .select('below.id')
}
