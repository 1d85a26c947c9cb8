/** Who asks, and whether they may ask at all: the one gate in front of every ActivityPub GET. */
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { notFound, refusal } from './answer.ts'
import { requester } from './signed-actor.ts'

export interface Asker {
  /** Whoever signed the request; nobody when it was unsigned, or not believed (S-32). */
  account: Account | undefined
}

/**
 * @param isPublic what is asked for is for everybody: then a signature only tells whom to refuse, and no key is
 *   fetched for it. Anything else, also what does not exist, waits for the key: both answers take the same time.
 * @returns the refusal, or who asks
 */
export async function askerOf(
  app: App,
  request: Request,
  { isPublic }: { isPublic: boolean },
): Promise<Asker | Response> {
  const secure = app.config.authorizedFetch
  const found = await requester(app, request, { mayFetch: secure || !isPublic })
  // S-31: somebody whom this server has blocked finds nothing here.
  if (found === 'blocked') return notFound()
  if (secure && !found) return refusal(401, 'This server answers signed requests only (authorized fetch)')
  return { account: found }
}
