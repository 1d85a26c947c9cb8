import { sql } from 'kysely'
import type { Step } from './step.ts'

const PUBLIC = '%"https://www.w3.org/ns/activitystreams#Public"%'

/** What the sender knows of an activity got columns. Activities that wait are read once more, for the last time. */
export const fillOutbox: Step = async ({ db, schema }) => {
  if (schema.get('outbox')?.has('purpose')) return
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
