/** The job that makes two servers agree on which local accounts follow a remote actor (FEP-8fcf, C19). */
import { z } from 'zod'
import { digestOfMembers, EMPTY_DIGEST } from '../../activitypub/collection-synchronization.ts'
import { findAccount } from '../../core/accounts/find.ts'
import { isActive } from '../../core/policy/active.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE } from '../../lib/durations.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { followerDigests } from '../outbox/follower-digests.ts'
import { fetchFollowerList } from './fetch-follower-list.ts'
import { reconcile } from './reconcile.ts'

/** For failures on our side. If the other server does not answer, its next post announces the digest again. */
const ATTEMPTS = 5
const RETRY_MS = MINUTE

const payload = z.object({
  account_id: z.number(),
  /** The address of the list, on the account's own server. */
  url: z.string(),
  /** The digest that was announced for that list. */
  digest: z.string(),
})
type Sync = z.infer<typeof payload>

export const syncFollowers = remoteJob<Sync>(
  'syncFollowers',
  {
    payload,
    uriOf: ({ url }) => url,
    retries: { attempts: ATTEMPTS, backoff: doubling(RETRY_MS, { max: 10 * RETRY_MS, jitter: 0.25 }) },
  },
  async (app, { account_id, url, digest }) => {
    const actor = await findAccount(app, account_id)
    if (!actor || actor.domain === null || !isActive(actor)) return
    const digests = await followerDigests(app, actor.id)
    if (!digests || (digests.get(app.uris.origin) ?? EMPTY_DIGEST) === digest) return
    const listed = await fetchFollowerList(app, url)
    // The list does not fit the announced digest: it has changed meanwhile, or one of the two is wrong.
    if (!listed || digestOfMembers(listed) !== digest) {
      app.log.info({ actor: actor.uri, fetched: listed !== undefined }, 'followers not compared')
      return
    }
    await reconcile(app, actor, listed)
  },
)
