/** Create, Update, Delete and Announce of statuses of ours. */

import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { unixSeconds } from '../../lib/durations.ts'
import { addressingOf } from '../objects/audience.ts'
import { isoTime, type JsonObject } from '../objects/json-ld.ts'
import type { NoteParts } from '../objects/load-notes.ts'
import { noteAddressing, renderNote } from '../objects/render-note.ts'
import { renderTombstone } from '../objects/render-tombstone.ts'
import type { Activity } from './activity.ts'

/** A boost, and what it boosts. */
export type BoostParts = NoteParts & { boosted: NonNullable<NoteParts['boosted']> }

/** */
export function renderCreate(uris: Uris, parts: NoteParts, selfReplies: readonly string[] = []): Activity {
  return {
    id: uris.activity(parts.status.id),
    type: 'Create',
    actor: parts.author.uri,
    published: isoTime(parts.status.created_at),
    ...noteAddressing(uris, parts),
    object: renderNote(uris, parts, selfReplies),
  }
}

/** Its id carries the version, so that each edit is another activity. */
export function renderUpdate(uris: Uris, parts: NoteParts): Activity {
  const { status, author } = parts
  const editedAt = status.edited_at ?? status.version_at
  return {
    id: `${status.uri}#updates/${unixSeconds(editedAt)}`,
    type: 'Update',
    actor: author.uri,
    published: isoTime(editedAt),
    ...noteAddressing(uris, parts),
    object: renderNote(uris, parts),
  }
}

/**
 * To the public even when the status was not: it names nothing but the id, and peers forward only public ones.
 * A direct message is the exception, because its very id was known to its readers only.
 */
export function renderDelete(uris: Uris, parts: NoteParts, now: number): Activity {
  const { status, author } = parts
  const addressing = status.visibility === 'direct' ? noteAddressing(uris, parts) : { to: [PUBLIC], cc: [] }
  return {
    id: `${status.uri}#delete`,
    type: 'Delete',
    actor: author.uri,
    ...addressing,
    object: renderTombstone(status.uri, 'Note', now),
  }
}

/**
 *
 * @param inlined the boosted note itself, where others may be unable to fetch it: our own followers-only status
 */
export function renderAnnounce(uris: Uris, { status, author, boosted }: BoostParts, inlined?: JsonObject): Activity {
  return {
    id: announceUri(uris, status),
    type: 'Announce',
    actor: author.uri,
    published: isoTime(status.created_at),
    ...addressingOf(status.visibility, uris.followers(author.id), [boosted.author.uri]),
    object: inlined ?? boosted.status.uri,
  }
}

/** The id of a boost's Announce. */
export function announceUri(uris: Uris, boost: Status): string {
  return uris.isLocal(boost.uri) ? uris.activity(boost.id) : boost.uri
}
