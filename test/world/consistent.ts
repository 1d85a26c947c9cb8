/** What must hold of the rows of a server at rest, whatever happened at the same moment. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { App } from '../../src/core/app.ts'

/** Rows that refer to a status: table and column. */
const REFERENCES = [
  ['favourites', 'status_id'],
  ['bookmarks', 'status_id'],
  ['pins', 'status_id'],
  ['notifications', 'status_id'],
  ['home_entries', 'status_id'],
  ['public_entries', 'status_id'],
  ['mentions', 'status_id'],
  ['status_tags', 'status_id'],
  ['attachments', 'status_id'],
  ['statuses', 'in_reply_to_id'],
  ['statuses', 'boost_of_id'],
] as const

/** Rows that a deleted account leaves nothing of: table and column. */
const OWNED = [
  ['follows', 'account_id'],
  ['follows', 'target_id'],
  ['follow_requests', 'account_id'],
  ['follow_requests', 'target_id'],
  ['blocks', 'account_id'],
  ['favourites', 'account_id'],
  ['bookmarks', 'account_id'],
  ['notifications', 'from_account_id'],
  ['statuses', 'account_id'],
  ['community_moderators', 'account_id'],
  ['community_moderators', 'community_id'],
  ['community_bans', 'account_id'],
  ['community_bans', 'community_id'],
] as const

/** Counters of `statuses` and `accounts`, each with the query that counts the same. */
const COUNTS = [
  [
    'statuses',
    'replies_count',
    `(select count(*) from statuses r
       where r.in_reply_to_id = t.id and r.reply_rejected = 0 and r.visibility in ('public', 'unlisted'))
     + (select count(*) from dropped_statuses d where d.parent_id = t.id)`,
  ],
  ['statuses', 'favourites_count', '(select count(*) from favourites f where f.status_id = t.id)'],
  ['statuses', 'boosts_count', '(select count(*) from statuses b where b.boost_of_id = t.id)'],
  [
    'accounts',
    'statuses_count',
    `(select count(*) from statuses s where s.account_id = t.id and s.visibility != 'direct')
     + (select count(*) from dropped_statuses d where d.account_id = t.id)`,
  ],
  ['accounts', 'followers_count', '(select count(*) from follows f where f.target_id = t.id)'],
  ['accounts', 'following_count', '(select count(*) from follows f where f.account_id = t.id)'],
] as const

export async function assertConsistent({ db }: Pick<App, 'db'>): Promise<void> {
  const wrong: string[] = []
  const report = async (what: string, query: string) => {
    const { rows } = await sql.raw(query).execute(db)
    if (rows.length > 0) wrong.push(`${what}: ${JSON.stringify(rows)}`)
  }
  for (const [table, column] of REFERENCES)
    await report(
      `${table}.${column} of no status`,
      `select ${column} from ${table} t where ${column} is not null
       and not exists (select 1 from statuses s where s.id = t.${column})`,
    )
  for (const [table, column] of OWNED)
    await report(
      `${table}.${column} of a deleted account`,
      `select ${column} from ${table} t join accounts a on a.id = t.${column} where a.deleted_at is not null`,
    )
  for (const [table, column, count] of COUNTS)
    await report(
      `${table}.${column}`,
      `select id, ${column}, ${count} as rows_count from ${table} t where ${column} != ${count}`,
    )
  await report(
    'replies without their stored parent',
    `select r.uri from statuses r join statuses p on p.uri = r.in_reply_to_uri where p.boost_of_id is null`,
  )
  assert.deepEqual(wrong, [])
}
