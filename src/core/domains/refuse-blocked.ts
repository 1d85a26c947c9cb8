import type { SafeFetch } from '../../lib/http/outgoing.ts'
import type { Reader } from '../app.ts'
import { requireUnblocked } from './is-blocked.ts'

/**
 * Makes a client that sends nothing to a blocked domain, whatever the purpose, and follows no redirect to one.
 * All requests of an app pass here, so nothing else needs to ask before it sends. A request to a blocked domain fails
 * with Declined.
 */
export function refuseBlocked(app: Reader, fetch: SafeFetch): SafeFetch {
  return (request) =>
    fetch({
      ...request,
      async beforeHop(url) {
        await requireUnblocked(app, url.host)
        await request.beforeHop?.(url)
      },
    })
}
