/**
 * Who may make us fetch from other servers, and how often. Each budget names the cause of its fetches, and what
 * counts is each request that leaves: redirects and repetitions with another signature included.
 *
 * | cause | what triggers the fetch | limits |
 * | --- | --- | --- |
 * | `unverified` | the key of a signature, on a POST to an inbox or on a GET; the look at an actor that is said to have deleted or updated itself; nothing else happens without proof | `unverified.ts`, `unverified-slots.ts` |
 * | `sender` | parents, mentions, boosted and pinned posts, the objects of forwarded activities, and whatever our own tasks fetch because of what it has sent or serves | `sender.ts`, `permits.ts` |
 * | `us` | look-ups by signed-in users, which the API limits | the budget of each |
 */
import type { App } from '../../core/app.ts'
import type { SafeFetch } from '../../lib/http/outgoing.ts'
import { fetchForSender, type Sender } from './sender.ts'
import { fetchUnverified, type Unverified } from './unverified.ts'

export type Cause = Unverified | Sender | { kind: 'us' }

/** The cause of a job that another server's activity may have enqueued. */
export function senderOrUs(host: string | undefined): Cause {
  return host === undefined ? { kind: 'us' } : { kind: 'sender', host }
}

/** Wraps `fetch` in the limits of a cause. A request over a limit fails with OverLimit. */
export function fetchFor(app: App, cause: Cause, fetch: SafeFetch): SafeFetch {
  if (cause.kind === 'unverified') return fetchUnverified(app, cause, fetch)
  if (cause.kind === 'sender') return fetchForSender(app, cause, fetch)
  return fetch
}
