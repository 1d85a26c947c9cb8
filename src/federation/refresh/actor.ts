/** Fetches a profile again when its owner is active and the copy is more than a day old (C17). */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import type { App, Tx } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { fetchActor } from '../fetch/actor.ts'
import { createBudget } from '../fetch/budget.ts'
import { type Cause, senderOrUs } from '../fetch/cause.ts'
import { oncePer, pauseFor, pauseLeft } from '../fetch/once-per.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import { refreshCollectionsIfStale } from './collections.ts'

/** An account without a confirmed handle is fetched sooner, because its WebFinger may have failed temporarily. */
const UNCONFIRMED_MS = HOUR
/** Spreads the refreshes, so that the accounts of a large server do not all become due in the same minute. */
const JITTER_MS = 4 * HOUR
/** At most one fetch per actor in this time, however active the actor is. */
const PAUSE_MS = HOUR

/** At most one question in this time whether an actor still exists, and one more at its end. */
const GONE_PAUSE_MS = MINUTE

const payload = z.object({
  uri: z.string(),
  /** The client network that claimed something about the actor without proof. Its fetches are limited. */
  network: z.string().optional(),
})

export const refreshActor = remoteJob(
  'refreshActor',
  { payload, uriOf: ({ uri }) => uri },
  async (app, { uri, network }) => {
    // The host of its handle is for its server to claim.
    const cause: Cause = network === undefined ? senderOrUs(hostOf(uri)) : { kind: 'unverified', network, counted: [] }
    const account = await fetchActor(app, uri, { budget: createBudget({ cause }) })
    // Whoever has proved nothing, or is followed by nobody here, causes no more than this fetch.
    if (network === undefined && (await hasLocalFollower(app, account)))
      await app.transaction((tx) => refreshCollectionsIfStale(tx, account))
  },
)

/** Whether the profile is old enough to be fetched again. */
export function isStale(app: Pick<App, 'clock' | 'config'>, account: Account): boolean {
  if (account.domain === null || account.is_feed || isDeleted(account)) return false
  const freshMs =
    account.acct_key === null ? UNCONFIRMED_MS : app.config.cacheProfileHours * HOUR + (account.id % JITTER_MS)
  return app.clock.now() - (account.fetched_at ?? 0) > freshMs
}

/** Enqueues a refresh of the profile if it is stale. */
export async function refreshIfStale(tx: Tx, account: Account): Promise<void> {
  if (!isStale(tx, account)) return
  await oncePer(tx, `refresh ${account.id}`, PAUSE_MS, () => tx.enqueue(refreshActor, { uri: account.uri }))
}

/** Enqueues the question whether an actor still exists: if its origin answers 410, the account is deleted (C18). */
export async function askWhetherGone(tx: Tx, { id, uri }: Account): Promise<void> {
  const key = `gone ${id}`
  const after = pauseLeft(tx, key)
  if (after > GONE_PAUSE_MS) return
  await tx.enqueue(refreshActor, { uri }, { after })
  tx.afterCommit(() => pauseFor(tx, key, after + GONE_PAUSE_MS))
}
