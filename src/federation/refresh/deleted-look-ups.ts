/**
 * A person here looks up a deleted post or account: its origin is asked, since some servers restore posts in silence (C8;
 * NodeBB). This is limited: no account can use us to watch what another server restores.
 */
import { hostOf } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { Gone } from '../../core/errors.ts'
import { findTombstone } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import { pauseFor, pauseLeft } from '../fetch/once-per.ts'
import type { Restoration } from '../notes/fetch-status.ts'
import { AFTER_DELETION_MS } from './restored-status.ts'

/** Undefined if no person asks. */
export type Asker = Pick<Account, 'id'> | undefined

/** Of one person about the posts and accounts of one host. */
export const LOOK_UP_RATE = Object.freeze({ max: 10, everyMs: HOUR })
/** At most one request per address in this time, whoever asks. */
const PAUSE_MS = 10 * MINUTE

const lookUps = slot(() => new RateCounters())

/**
 * What the fetch of a post may restore.
 * @returns undefined if the post is not deleted
 * @throws Gone if it is, and its origin is not to be asked now
 */
export async function restorationFor(app: App, uri: string, asker: Asker): Promise<Restoration | undefined> {
  const tombstone = await findTombstone(app, uri)
  if (!tombstone) return undefined
  if (!mayAsk(app, uri, asker, tombstone.created_at)) throw new Gone('uri-deleted', { uri })
  const owner = tombstone.account_id === null ? undefined : await findAccount(app, tombstone.account_id)
  return { ownerUri: owner?.uri, deletedAt: tombstone.created_at }
}

/** Whether the origin of a deleted post or account may be asked for this person now. Counts it. */
export function mayAsk(app: App, uri: string, asker: Asker, deletedAt: number): boolean {
  if (!asker) return false
  const now = app.clock.now()
  const key = `look up ${uri}`
  if (now - deletedAt < AFTER_DELETION_MS || pauseLeft(app, key) > 0) return false
  if (!app.slot(lookUps).take(`${asker.id} ${hostOf(uri)}`, LOOK_UP_RATE, now).isAllowed) return false
  pauseFor(app, key, PAUSE_MS)
  return true
}
