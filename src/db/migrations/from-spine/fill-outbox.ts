import { sql } from 'kysely'
import type { Step } from './step.ts'

const PUBLIC = '%"https://www.w3.org/ns/activitystreams#Public"%'

/** Fills the columns that now hold the effect, key and audience of an activity, by reading each stored activity. */
export const fillOutbox: Step = async ({ db, schema }) => {
  if (schema.get('outbox')?.has('effect')) return
  await sql`update outbox set effect = 'create'
    where type in ('Add', 'Announce', 'Block', 'Create', 'Follow', 'Like')`.execute(db)
  await sql`update outbox set effect = 'update' where type = 'Update'`.execute(db)
  await sql`update outbox set effect = 'remove' where type in ('Delete', 'Remove', 'Undo')`.execute(db)
  await sql`update outbox set signing_key = 'former' where object_uri like '% keys'`.execute(db)
  // In the JSON both addresses are in quotes. Inside a text the quotes would be escaped.
  await sql`update outbox set audience = case
      when body like '%/ap/users/' || account_id || '/followers"%' then 'followers' else 'direct' end
    where body not like ${PUBLIC}`.execute(db)
}
