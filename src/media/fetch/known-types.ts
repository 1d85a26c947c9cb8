/** What media are of which no copy is kept, so that a part of one can be passed on without its beginning. */
import type { App } from '../../core/app.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import type { MediaType } from '../../lib/media/sniff.ts'
import { slot } from '../../lib/slot.ts'

interface Known {
  mediaType: MediaType
  /** No copy is tried before this time. */
  passedOnUntil: number
}

/** How long a medium is only passed on: its origin may replace one that is too large, and room is soon made. */
const PASSED_ON_MS = { 'too-large': DAY, 'no-room': MINUTE } as const

/** Key → what was found when it was last asked for. */
const known = slot(() => new LruMap<string, Known>({ max: 10_000 }))

export function knownType(app: App, key: string): MediaType | undefined {
  return app.slot(known).get(key)?.mediaType
}

export function isPassedOn(app: App, key: string): boolean {
  return passedOnUntil(app, key) > app.clock.now()
}

export function rememberType(app: App, key: string, mediaType: MediaType): void {
  app.slot(known).set(key, { mediaType, passedOnUntil: passedOnUntil(app, key) })
}

/** @param reason why no copy can be kept */
export function rememberToPassOn(app: App, key: string, mediaType: MediaType, reason: keyof typeof PASSED_ON_MS): void {
  app.slot(known).set(key, { mediaType, passedOnUntil: app.clock.now() + PASSED_ON_MS[reason] })
}

function passedOnUntil(app: App, key: string): number {
  return app.slot(known).get(key)?.passedOnUntil ?? 0
}
