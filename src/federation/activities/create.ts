import { sameOrigin } from '../../activitypub/uris.ts'
import type { App, Reaction } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import type { Uris } from '../../core/own-uris.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Activity } from '../objects/activity.ts'
import type { NoteParts } from '../objects/load-notes.ts'
import { publishedOf } from '../objects/published.ts'
import { noteAddressing } from '../objects/render-note.ts'
import { renderPost } from '../objects/render-post.ts'
import { loadOwnPost, outgoingAboutStatus } from '../outbox/about-status.ts'
import { findAddressees } from '../outbox/recipients.ts'
import { send } from '../outbox/send.ts'
import { requestRestore } from '../refresh/restored-status.ts'
import type { ActivityType, Commit, Incoming } from './activity.ts'
import { storeFetchedPost } from './fetched-post.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { fetchInstead, ownTypeOf } from './own-types.ts'
import { draftReceived, readOwnNote } from './received-note.ts'

/** A new post of a remote account. */
export const Create = {
  type: 'Create',
  effect: 'create',
  isAnnounced: true,
  verify: hasObjectId,
  async receive(app, create) {
    const uri = requireObjectId(create)
    // Another server cannot create an object with an id of this server (C25, case 45).
    if (app.uris.isLocal(uri)) throw new Declined('create-of-local-post')
    const note = readOwnNote(create)
    if (!note) return fetchCreated(app, create, uri)
    // Votes in polls are not supported yet, and a vote must not appear as a post.
    return note.isVote ? undefined : draftReceived(app, create, note)
  },
} satisfies ActivityType

async function fetchCreated(app: App, create: Incoming, uri: string): Promise<Commit | undefined> {
  const { actor, budget, object, community } = create
  const isPushed = sameOrigin(uri, actor.uri)
  // BookWyrm sends a post a second time, in its own type, to the people it mentions.
  if (ownTypeOf(object) !== undefined && (await findStatusByUri(app, uri))) return undefined
  try {
    const fetching = { budget, onlyIfRelevant: !community, isPushed }
    return await fetchInstead(app, create, () => storeFetchedPost(app, uri, fetching))
  } catch (error) {
    if (!(error instanceof Gone) || !isPushed) throw error
    // A tombstone blocks the post. Its author says that it exists, so the origin decides (C8).
    return (tx) => requestRestore(tx, { uri, actor_uri: actor.uri, isWanted: community !== undefined })
  }
}

/** status.created, if the status is a post: sends it to followers, mentioned accounts and the author it replies to. */
export const sendCreate: Reaction<'status.created'> = async (tx, { status_id, boost_of_id, via }) => {
  const parts = via === 'local' && boost_of_id === null ? await loadOwnPost(tx, status_id) : undefined
  if (!parts) return
  const people = await findAddressees(tx, parts.status)
  await send(tx, Create, await outgoingAboutStatus(tx, { parts, activity: renderCreate(tx.uris, parts), people }))
}

/** The Create of a post. */
export function renderCreate(uris: Uris, parts: NoteParts): Activity {
  const { status, author } = parts
  return {
    id: uris.activity(status.id),
    type: 'Create',
    actor: author.uri,
    published: publishedOf(status),
    ...noteAddressing(uris, parts),
    object: renderPost(uris, parts),
  }
}
