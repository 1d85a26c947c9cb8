import { readEmbedded, readId, readType } from '../../activitypub/read.ts'
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { findLocalTarget } from './find-local.ts'

/** The Follow that an Accept or Reject names. It need not exist. */
export interface NamedFollow {
  /** A local account. */
  follower: Account
  /** Its id, if it is one of ours. Misskey writes ids of its own into a Reject, and others leave the id out. */
  uri: string | undefined
}

/**
 * The Follow of `followed` that an answer names: by its id, which is all that Mitra sends, or by its actor and object.
 * @returns undefined if it is not a Follow of `followed` by a local account
 */
export async function findNamedFollow(app: App, followed: Account, object: unknown): Promise<NamedFollow | undefined> {
  const uri = readId(object)
  const follow = readEmbedded(object)
  if (follow && (readType(follow) ?? 'Follow') !== 'Follow') return undefined
  if (follow?.object !== undefined && readId(follow.object) !== followed.uri) return undefined
  const follower = await findLocalTarget(app, readId(follow?.actor) ?? ownerOf(uri))
  return follower && { follower, uri: ownerOf(uri) === follower.uri ? uri : undefined }
}

/** The actor in the id of a Follow of ours, which is a fragment of its actor (E-52). */
function ownerOf(uri: string | undefined): string | undefined {
  const [actor, fragment] = uri?.split('#', 2) ?? []
  return fragment?.startsWith(FOLLOW_FRAGMENT) ? actor : undefined
}
const FOLLOW_FRAGMENT = 'follows/'
