import type { Kysely } from 'kysely'
import type { Database } from '../../tables/index.ts'
import type { Step } from './step.ts'

/** The name of a job in the spine → today. A worker refuses to start if it does not know the name of a stored job. */
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
