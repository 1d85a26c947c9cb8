/** Profiles that we have not heard of for a day are asked for again when their owner does something (C17). */
import { z } from 'zod'
import type { App, Tx } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import { isDeleted } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { job } from '../../jobs/job.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { fetchActor } from '../fetch/actor.ts'
import { attempts } from '../fetch/attempts.ts'
import { createBudget } from '../fetch/budget.ts'
import { perHost } from '../fetch/per-host.ts'
import { RETRY_POLICY, retryOrDrop } from '../fetch/retry-policy.ts'

const STALE_MS = DAY
/** Its WebFinger may have had a bad hour: who has no handle is asked about sooner. */
const UNCONFIRMED_MS = HOUR
/** So that a busy server's people do not all fall due in the same minute. */
const JITTER_MS = 4 * HOUR
/** One question per actor in this time, however much they do meanwhile. */
const PAUSE_MS = HOUR

export const refreshActor = job<{ uri: string }, App>(
  'refreshActor',
  { payload: z.object({ uri: z.string() }), ...RETRY_POLICY, ...perHost(({ uri }) => uri) },
  async (app, { uri }, { attempt }) => {
    try {
      await fetchActor(app, uri, { budget: createBudget() })
    } catch (error) {
      if (error instanceof Unavailable) return retryOrDrop(error, attempt, app.random)
      // Gone was dealt with; anything else leaves what we know.
      if (!(error instanceof AtollError)) throw error
    }
  },
)

/** Whether the profile is old enough to be asked for. */
export function isStale(app: Pick<App, 'clock'>, account: Account): boolean {
  if (account.domain === null || isDeleted(account)) return false
  const freshMs = account.acct_key === null ? UNCONFIRMED_MS : STALE_MS + (account.id % JITTER_MS)
  return app.clock.now() - (account.fetched_at ?? 0) > freshMs
}

/** Asks for the profile by and by, if it is stale. */
export async function refreshWhenStale(tx: Tx, account: Account): Promise<void> {
  if (!isStale(tx, account)) return
  const attempt = `refresh ${account.id}`
  const now = tx.clock.now()
  if ((tx.slot(attempts).get(attempt) ?? 0) > now) return
  tx.slot(attempts).set(attempt, now + PAUSE_MS)
  await tx.enqueue(refreshActor, { uri: account.uri })
}
