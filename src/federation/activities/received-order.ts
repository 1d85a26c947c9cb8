/** The order in which received activities are processed: those with the same key one by one, as they arrived. */
import type { Envelope } from '../../activitypub/activity-envelope.ts'
import { type JsonObject, readEmbedded, readId, readTypes } from '../../activitypub/read.ts'

/** Votes on one post are independent of each other, and too many to wait for each other. */
const VOTES = ['Like', 'Dislike']

/**
 * Activities of one actor on one object stay in order. So does what a community announces about one post, whoever did it;
 * of the votes, only those of the same actor. An Undo belongs to the object of the activity that it undoes.
 */
export function orderOf({ actor, types, object, objectId }: Envelope): string {
  const inner = types.includes('Announce') ? readEmbedded(object) : undefined
  return inner?.actor === undefined
    ? `${actor} ${undoneIn(types, object) ?? objectId ?? ''}`
    : orderOfAnnounced(actor, inner)
}

/** The key of what a community announces about a post, votes excepted. */
export function orderOnPost(community: string, post: string): string {
  return `${community} ${post}`
}

function orderOfAnnounced(community: string, inner: JsonObject): string {
  const types = readTypes(inner)
  // A post with an added actor has no object.
  const about = undoneIn(types, inner.object) ?? readId(inner.object) ?? readId(inner) ?? ''
  const done = types.includes('Undo') ? readTypes(readEmbedded(inner.object)) : types
  const isVote = done.some((type) => VOTES.includes(type))
  return isVote ? `${community} ${readId(inner.actor) ?? ''} ${about}` : orderOnPost(community, about)
}

/** The object of the activity that an Undo embeds. */
function undoneIn(types: readonly string[], object: unknown): string | undefined {
  return types.includes('Undo') ? readId(readEmbedded(object)?.object) : undefined
}
