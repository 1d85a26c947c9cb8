/**
 * An announced Undo of a Like. Many servers give an Undo no address of its own, but the Like has one (`routes/likes.ts`),
 * which leads nowhere once it is undone.
 */
import type { Envelope } from '../../activitypub/activity-envelope.ts'
import { readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { hasFragment } from '../../activitypub/uris.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { Gone, NotFound } from '../../core/errors.ts'
import { findFavourited } from '../../core/interactions/find.ts'
import { communityIdOf } from '../../core/policy/community.ts'
import { findStatus } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchRemote } from '../fetch/document.ts'
import { withPermit } from '../fetch/permits.ts'
import { singleFlight } from '../fetch/single-flight.ts'

/**
 * Whether the Like is stored here, is in a thread of the community, and its server says that there is none. Elsewhere the
 * community has no say: there are servers that never serve a Like.
 */
export async function isWithdrawn(
  app: App,
  community: Account,
  { types, object, actor }: Envelope,
  budget: Budget,
): Promise<boolean> {
  const like = types.includes('Undo') ? readEmbedded(object) : undefined
  const uri = like && readType(like) === 'Like' && readId(like.actor) === actor ? readId(like) : undefined
  if (uri === undefined || hasFragment(uri)) return false
  const account = await findAccountByUri(app, actor)
  const stored = account && (await findFavourited(app, account, { uri, statusUri: undefined }))
  const post = stored && (await findStatus(app, stored.status_id))
  return post !== undefined && communityIdOf(post) === community.id && isAbsent(app, uri, budget)
}

async function isAbsent(app: App, uri: string, budget: Budget): Promise<boolean> {
  const fetch = () => singleFlight(app, `like ${uri}`, () => fetchRemote(app, uri, { budget }))
  return withPermit(app, budget, fetch).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Gone || error instanceof NotFound) return true
      throw error
    },
  )
}
