import type { Step } from './step.ts'

/** Indexes that others with more columns have replaced. */
const REPLACED = ['notifications_from_account_id']

export const dropIndexes: Step = async ({ db }) => {
  for (const name of REPLACED) await db.schema.dropIndex(name).ifExists().execute()
}
