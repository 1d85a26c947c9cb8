/**
 * A known actor deletes or updates itself, but the signature cannot be verified: perhaps its key is as gone as itself.
 * Then its own address is asked, which decides (E-42, C18).
 */
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { siteOf } from '../../lib/http-server/client-address.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import { oncePer, pauseLeft } from '../fetch/once-per.ts'
import { refreshActor } from '../refresh/actor.ts'

/** At most one look per actor in this time. A claim within it causes one more look at its end. */
const PAUSE_MS = 10 * MINUTE
/** Anybody can make such claims, about every account that is known here. An IPv6 /48 counts as one network. */
const NETWORK_RATE = Object.freeze({ max: 60, everyMs: HOUR })

const looksByNetwork = slot(() => new RateCounters())

/**
 * Enqueues a look, which is limited like every fetch without proof. Nothing tells the sender whether the actor is known
 * here.
 * @param network of the sender
 */
export async function lookAtActor(app: App, uri: string, network: string): Promise<void> {
  const known = await findAccountByUri(app, uri)
  if (!known || known.domain === null || isDeleted(known)) return
  const key = `look ${known.id}`
  const after = pauseLeft(app, key)
  if (after > 0 && pauseLeft(app, `next ${key}`) > 0) return
  if (!app.slot(looksByNetwork).take(siteOf(network) ?? network, NETWORK_RATE, app.clock.now()).isAllowed) return
  await oncePer(app, after > 0 ? `next ${key}` : key, PAUSE_MS, (tx) =>
    tx.enqueue(refreshActor, { uri: known.uri, network }, { after }),
  )
}
