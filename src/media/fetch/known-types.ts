/** What media are of which no copy is kept, so that a part of one can be passed on without its beginning. */
import type { App } from '../../core/app.ts'
import { LruMap } from '../../lib/lru-map.ts'
import type { MediaType } from '../../lib/media/sniff.ts'
import { slot } from '../../lib/slot.ts'

interface Known {
  mediaType: MediaType
  isTooLarge: boolean
}

/** Key → what was found when it was last asked for. */
const known = slot(() => new LruMap<string, Known>({ max: 10_000 }))

export function knownType(app: App, key: string): MediaType | undefined {
  return app.slot(known).get(key)?.mediaType
}

export function isTooLarge(app: App, key: string): boolean {
  return app.slot(known).get(key)?.isTooLarge ?? false
}

export function rememberType(app: App, key: string, mediaType: MediaType): void {
  app.slot(known).set(key, { mediaType, isTooLarge: isTooLarge(app, key) })
}

export function rememberTooLarge(app: App, key: string, mediaType: MediaType): void {
  app.slot(known).set(key, { mediaType, isTooLarge: true })
}
