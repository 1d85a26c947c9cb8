import { compiled } from '../../db/compiled.ts'
import { int, text } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'

/**
 * A change as it is to be sent, with the state of its post now. The state is null if the post is gone. Whatever changes
 * what is written about it changes one of these columns.
 */
export interface Change {
  number: number | null
  status_id: Id
  uri: string
  created_at: number
  revision: number | null
  author_revision: number | null
  suspended_at: number | null
}

/** The changes of a feed after one, oldest first. */
export const findChanges = compiled({ feed: text(), after: int(), most: int() }, (db, { feed, after, most }) =>
  db
    .selectFrom('websub_changes as c')
    .leftJoin('statuses as s', 's.id', 'c.status_id')
    .leftJoin('accounts as a', 'a.id', 's.account_id')
    .select(['c.number', 'c.status_id', 'c.uri', 'c.created_at'])
    .select(['s.revision', 'a.revision as author_revision', 'a.suspended_at'])
    .where('c.feed', '=', feed)
    .where('c.number', '>', after)
    .orderBy('c.number')
    .limit(most),
)
