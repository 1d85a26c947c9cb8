/** Profiles that we have not heard of for a day are asked for again when their owner does something (C17). */
import { z } from 'zod'
import type { App, Tx } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { fetchActor } from '../fetch/actor.ts'
import { createBudget } from '../fetch/budget.ts'
import { oncePer } from '../fetch/once-per.ts'
import { remoteJob } from '../fetch/remote-job.ts'

const STALE_MS = DAY
/** Its WebFinger may have had a bad hour: who has no handle is asked about sooner. */
const UNCONFIRMED_MS = HOUR
/** So that a busy server's people do not all fall due in the same minute. */
const JITTER_MS = 4 * HOUR
/** One question per actor in this time, however much they do meanwhile. */
const PAUSE_MS = HOUR

export const refreshActor = remoteJob(
  'refreshActor',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri },
  async (app, { uri }) => {
    await fetchActor(app, uri, { budget: createBudget() })
  },
)

/** Whether the profile is old enough to be asked for. */
export function isStale(app: Pick<App, 'clock'>, account: Account): boolean {
  if (account.domain === null || isDeleted(account)) return false
  const freshMs = account.acct_key === null ? UNCONFIRMED_MS : STALE_MS + (account.id % JITTER_MS)
  return app.clock.now() - (account.fetched_at ?? 0) > freshMs
}

/** Asks for the profile soon, if it is stale. */
export async function refreshIfStale(tx: Tx, account: Account): Promise<void> {
  if (!isStale(tx, account)) return
  await oncePer(tx, `refresh ${account.id}`, PAUSE_MS, () => tx.enqueue(refreshActor, { uri: account.uri }))
}
