import { sql } from 'kysely'
import type { Step } from './step.ts'

/** Moves the rows of a renamed table and the values of a renamed column to their new names. */
export const moveRenamed: Step = async ({ db, schema }) => {
  if (schema.has('early_undos')) {
    await sql`insert into pending_undos (match_key, actor_uri, activity_uri, expires_at)
      select natural_key, actor_uri, activity_uri, expires_at from early_undos`.execute(db)
    await sql`drop table early_undos`.execute(db)
  }
  if (schema.get('hosts')?.has('closed_until')) {
    await sql`update hosts set paused_until = closed_until where closed_until is not null`.execute(db)
    await sql`alter table hosts drop column closed_until`.execute(db)
  }
}
