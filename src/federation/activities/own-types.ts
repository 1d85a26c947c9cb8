/**
 * Types of a server's own, such as BookWyrm's Comment and Review. What the id of such an object serves to everybody may
 * be a Note or an Article, so it is fetched. If it is not, no other object of this type is fetched for a while.
 */
import { readEmbedded, readTypes } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'
import { ACTOR_TYPES, NOTE_LIKE_TYPES } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { HOUR } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import type { Incoming } from './activity.ts'

const PAUSE_MS = HOUR
/** Longer names of types are not remembered, and so not fetched either. */
const MAX_TYPE_LENGTH = 100

/** Host and type → until when no object of it is fetched, because one was no post. */
const noPosts = slot(() => new LruMap<string, number>({ max: 1_000 }))

/** The type of an embedded object that is no post by its type; undefined for posts, and if only an id was sent. */
export function ownTypeOf(object: unknown): string | undefined {
  const inner = readEmbedded(object)
  const types = readTypes(inner)
  return types.some((type) => NOTE_LIKE_TYPES.has(type)) ? undefined : types[0]
}

/** @throws Declined if the object, or one of the same type before, is no post */
export async function fetchInstead<T>(app: App, { object, actor }: Incoming, fetch: () => Promise<T>): Promise<T> {
  const type = ownTypeOf(object)
  if (type === undefined) return fetch()
  const [key, refused] = [`${hostOf(actor.uri)} ${type}`, app.slot(noPosts)]
  const isHopeless = ACTOR_TYPES.has(type) || type.length > MAX_TYPE_LENGTH
  if (isHopeless || (refused.get(key) ?? 0) > app.clock.now()) throw new Declined('not-a-post', { type })
  try {
    return await fetch()
  } catch (error) {
    if (error instanceof Declined && error.code === 'not-a-post') refused.set(key, app.clock.now() + PAUSE_MS)
    throw error
  }
}
