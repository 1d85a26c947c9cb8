/**
 * An activity that was announced without a proof that it happened. It is only reported, so the origin of its object is
 * asked (C14).
 */
import { type JsonObject, readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { hostOf, sameOrigin } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import { requestRestore } from '../refresh/restored-status.ts'
import { refetchStatus } from '../refresh/status.ts'
import type { Commit, Incoming } from './activity.ts'
import { storeFetchedPost } from './fetched-post.ts'

/**
 * A new object is fetched to complete its thread, and a stored one because it was edited or deleted.
 * @param inner the announced activity
 */
export async function receiveReported(app: App, announce: Incoming, inner: JsonObject): Promise<Commit | undefined> {
  const { actor, budget } = announce
  const uri = readId(inner.object)
  if (uri === undefined || app.uris.isLocal(uri) || !(await hasLocalFollower(app, actor))) return undefined
  const type = readType(inner)
  if (type === 'Undo') return restoration(inner)
  if (await findStatusByUri(app, uri)) return refetch(actor, type, uri)
  if (type !== 'Create' && type !== 'Update') return undefined
  return storeFetchedPost(app, uri, { budget })
}

function refetch(announcer: Account, type: string | undefined, uri: string): Commit | undefined {
  const isDeletionReported = type === 'Delete'
  if (type !== 'Update' && !isDeletionReported) return undefined
  return (tx) => tx.enqueue(refetchStatus, { uri, sender: hostOf(announcer.uri), isDeletionReported })
}

/** The Undo of a Delete by its author (C8). */
function restoration({ object, actor }: JsonObject): Commit | undefined {
  const deletion = readEmbedded(object)
  const [uri, actor_uri] = [readId(deletion?.object), readId(actor)]
  const isSame = uri !== undefined && actor_uri !== undefined && sameOrigin(uri, actor_uri)
  return isSame && deletion?.type === 'Delete'
    ? (tx) => requestRestore(tx, { uri, actor_uri, isWanted: true })
    : undefined
}
