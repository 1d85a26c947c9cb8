/** A Reject of a reply, a Like or an Announce by the author of the post that it is about. */
import { hasType, type JsonObject, readEmbedded, readId } from '../../activitypub/read.ts'
import type { App } from '../../core/app.ts'
import { rejectInteraction } from '../../core/interactions/reject.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { Commit, Incoming } from './activity.ts'

/** Their `instrument` is the interaction. */
const REQUESTS = ['ReplyRequest', 'LikeRequest', 'AnnounceRequest']

/** @returns undefined if it names nothing */
export function rejectInteractions({ uris }: App, { object, objectId, actor }: Incoming): Commit | undefined {
  const named = nameOf(readEmbedded(object)) ?? objectId
  if (named === undefined) return undefined
  return async (tx) => {
    for (const uri of [named, noteOf(uris, named)])
      if (uri !== undefined && (await rejectInteraction(tx, actor, uri))) return
  }
}

/** GoToSocial names a reply by its own id, or embeds the request to which it is the answer. Others may name the Create. */
function nameOf(inner: JsonObject | undefined): string | undefined {
  if (!inner) return undefined
  if (hasType(inner, ...REQUESTS)) return readId(inner.instrument)
  return hasType(inner, 'Create') ? readId(inner.object) : undefined
}

/** The post that a Create of ours has sent. */
function noteOf(uris: Uris, uri: string): string | undefined {
  const note = uri.replace(/\/activity$/, '')
  return note !== uri && uris.idIn(note, 'statuses') !== undefined ? note : undefined
}
