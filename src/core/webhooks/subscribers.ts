/**
 * Who is told of which events. It is asked with nearly every post and activity, so the answer is in memory: a server
 * without webhooks reads one number of rows, zero, every ten seconds.
 */
import { CachedValue } from '../../lib/cached-value.ts'
import { SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'
import type { App, Tx } from '../app.ts'
import { activeWebhooks } from './find.ts'

/** How long another process may take to notice that a webhook was made or has changed. */
const TTL_MS = 10 * SECOND

/** A webhook that is on. */
export interface Subscriber {
  id: Id
  accountId: Id
  url: string
  events: ReadonlySet<string>
}

interface Subscribers {
  byAccount: ReadonlyMap<Id, readonly Subscriber[]>
  /** Those of moderators and administrators. */
  ofStaff: readonly Subscriber[]
}

const cached = slot(() => new CachedValue<Subscribers>(TTL_MS))

type Asker = Pick<App, 'db' | 'slot' | 'clock'>

/** The webhooks of an account. */
export async function subscribersOf(app: Asker, accountId: Id): Promise<readonly Subscriber[]> {
  return (await loadSubscribers(app)).byAccount.get(accountId) ?? []
}

/** The webhooks of the staff that are told of this type. */
export async function staffSubscribers(app: Asker, type: string): Promise<readonly Subscriber[]> {
  return (await loadSubscribers(app)).ofStaff.filter(({ events }) => events.has(type))
}

/** Whether anybody is told of anything. */
export async function hasSubscribers(app: Asker): Promise<boolean> {
  return (await loadSubscribers(app)).byAccount.size > 0
}

/** To be called in the transaction of a change. */
export function forgetSubscribers(tx: Tx): void {
  tx.afterCommit(() => tx.slot(cached).clear())
}

async function loadSubscribers(app: Asker): Promise<Subscribers> {
  const known = app.slot(cached).get()
  if (known) return known
  const rows = await activeWebhooks(app.db, app.clock.now())
    .select(['w.id', 'w.url', 'w.events', 'u.account_id', 'u.role'])
    .orderBy('w.id')
    .execute()
  const all = rows.map(({ id, url, events, account_id, role }) => ({
    ...{ id, url, accountId: account_id, events: new Set(events) },
    isStaff: role !== 'user',
  }))
  const loaded = {
    byAccount: Map.groupBy(all, ({ accountId }) => accountId),
    ofStaff: all.filter(({ isStaff }) => isStaff),
  }
  app.slot(cached).set(loaded)
  return loaded
}
