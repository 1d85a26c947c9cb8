import { type Kysely, sql } from 'kysely'
import type { Database } from '../../tables/index.ts'
import type { Step } from './step.ts'

/** The name of a job in the spine → today. A worker refuses to start if it does not know the name of a stored job. */
const NAMES: Readonly<Record<string, string>> = {
  adoptOrphans: 'attachWaitingReplies',
  fanOut: 'fanOutToHomes',
  fanOutDelivery: 'fanOutToInboxes',
  fetchHinted: 'fetchForwarded',
  regainAccess: 'refetchHidden',
  reviveStatus: 'restoreStatus',
}

/** Renames waiting jobs, and the field in the payload of `refetchStatus` whose name has changed. */
export const renameJobs: Step = async ({ db }) => {
  for (const [former, name] of Object.entries(NAMES))
    await (db as Kysely<Database>).updateTable('jobs').set({ name }).where('name', '=', former).execute()
  await sql`update jobs set payload = replace(payload, '"deletionTold":', '"isDeletionReported":')
    where name = 'refetchStatus'`.execute(db)
}
