/** What the sender knows of an activity gets columns. What waits is read once more, for the last time. */
import { type Kysely, sql } from 'kysely'

const COLUMNS = { purpose: 'tell', audience: 'public', signing_key: 'current' }
const PUBLIC = '%"https://www.w3.org/ns/activitystreams#Public"%'

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, value] of Object.entries(COLUMNS))
    await db.schema
      .alterTable('outbox')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(value))
      .execute()
  await sql`update outbox set purpose = 'open'
    where type in ('Add', 'Announce', 'Block', 'Create', 'Follow', 'Like')`.execute(db)
  await sql`update outbox set purpose = 'update' where type = 'Update'`.execute(db)
  await sql`update outbox set purpose = 'close' where type in ('Delete', 'Remove', 'Undo')`.execute(db)
  await sql`update outbox set signing_key = 'former' where object_uri like '% keys'`.execute(db)
  // Both addresses stand in quotes in the JSON; in a text the quotes would be escaped.
  await sql`update outbox set audience = case
      when body like '%/ap/users/' || account_id || '/followers"%' then 'followers' else 'direct' end
    where body not like ${PUBLIC}`.execute(db)
}
