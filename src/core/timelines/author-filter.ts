/** Whom a viewer does not want to meet in public timelines. */
import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'

/** A block in either direction, or a mute that has not run out, between the viewer and the author in `column`. */
export function isHiddenAuthor<DB extends Database, T extends keyof DB>(
  where: ExpressionBuilder<DB, T>,
  column: string,
  viewerId: Id,
  now: number,
) {
  const from = where as unknown as ExpressionBuilder<Database, 'statuses'>
  const author = column as 'statuses.account_id'
  return from.or([
    from.exists(
      from
        .selectFrom('blocks as mine')
        .select('mine.id')
        .where('mine.account_id', '=', viewerId)
        .whereRef('mine.target_id', '=', author),
    ),
    from.exists(
      from
        .selectFrom('blocks as theirs')
        .select('theirs.id')
        .whereRef('theirs.account_id', '=', author)
        .where('theirs.target_id', '=', viewerId),
    ),
    from.exists(
      from
        .selectFrom('mutes as muted')
        .select('muted.id')
        .where('muted.account_id', '=', viewerId)
        .whereRef('muted.target_id', '=', author)
        .where((mute) => mute.or([mute('muted.expires_at', 'is', null), mute('muted.expires_at', '>', now)])),
    ),
  ])
}
