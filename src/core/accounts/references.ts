/** Where the tables refer to accounts, so that an account to which nothing refers can be deleted. */
import { sql } from 'kysely'
import type { Database } from '../../db/tables/index.ts'

type Reference = readonly [table: keyof Database, column: string]

/** A remote account with a row here stays. Each column leads an index. */
export const REFERENCES: readonly Reference[] = [
  ['follows', 'account_id'],
  ['follows', 'target_id'],
  ['follow_requests', 'account_id'],
  ['follow_requests', 'target_id'],
  ['statuses', 'account_id'],
  ['statuses', 'in_reply_to_account_id'],
  ['statuses', 'community_id'],
  ['deleted_messages', 'account_id'],
  ['community_moderators', 'community_id'],
  ['community_moderators', 'account_id'],
  ['community_bans', 'community_id'],
  ['community_bans', 'account_id'],
  ['community_removals', 'community_id'],
  ['mentions', 'account_id'],
  ['favourites', 'account_id'],
  ['bookmarks', 'account_id'],
  ['pins', 'account_id'],
  ['blocks', 'account_id'],
  ['blocks', 'target_id'],
  ['mutes', 'account_id'],
  ['mutes', 'target_id'],
  ['moves', 'target_id'],
  ['notifications', 'account_id'],
  ['notifications', 'from_account_id'],
]

/** The SQL condition that nothing refers to a row of `accounts`. */
export const isUnreferencedSql = () =>
  sql<boolean>`${sql.join(
    REFERENCES.map(
      ([table, column]) =>
        sql`not exists (select 1 from ${sql.table(table)} where ${sql.ref(`${table}.${column}`)} = accounts.id)`,
    ),
    sql` and `,
  )}`
