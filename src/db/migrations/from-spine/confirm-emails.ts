import { sql } from 'kysely'
import type { Step } from './step.ts'

/** The spine asked nobody to confirm an address, so its logins count as confirmed. */
export const confirmEmails: Step = async ({ db, schema }) => {
  if (schema.get('users')?.has('email_confirmed_at')) return
  await sql`update users set email_confirmed_at = created_at`.execute(db)
}
