/** How much of each kind of copies may be here, and for how long. */
import { MB } from '../../../lib/bytes.ts'
import { DAY } from '../../../lib/durations.ts'
import type { App } from '../../app.ts'
import type { CopyKind } from './kind.ts'

/** In bytes. */
export function quotaOf({ config }: App, kind: CopyKind): number {
  return { media: config.cacheMedia, avatars: config.cacheAvatars, emojis: config.cacheEmojis }[kind] * MB
}

/** How long a copy is kept after the last look at it. */
export function ttlOf({ config }: App, kind: CopyKind): number {
  return { media: config.cacheMediaDays, avatars: config.cacheAvatarDays, emojis: config.cacheEmojiDays }[kind] * DAY
}
