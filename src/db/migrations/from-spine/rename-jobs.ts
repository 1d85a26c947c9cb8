import type { Kysely } from 'kysely'
import type { Database } from '../../tables/index.ts'
import type { Step } from './step.ts'

/** The spine's name of a job → today's. A job of a name that no program knows stops the worker at its start. */
const NAMES: Readonly<Record<string, string>> = {
  adoptOrphans: 'attachWaitingReplies',
  fetchHinted: 'fetchForwarded',
  regainAccess: 'refetchHidden',
  reviveStatus: 'restoreStatus',
}

export const renameJobs: Step = async ({ db }) => {
  for (const [former, name] of Object.entries(NAMES))
    await (db as Kysely<Database>).updateTable('jobs').set({ name }).where('name', '=', former).execute()
}
