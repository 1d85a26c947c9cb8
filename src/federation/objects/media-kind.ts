/** What kind of thing a media type, or the end of an address, promises. Nothing is fetched to find out. */
import { readString } from '../../activitypub/read.ts'

export type MediaKind = 'image' | 'video' | 'audio'

const MEDIA_TYPE = /^[a-z]{1,20}(?:\/[a-z0-9][a-z0-9.+-]{0,80})?$/
const MAX_LENGTH = 200
/** SVG is a program more than a picture, and is never shown as one. */
const NOT_SHOWN = 'image/svg+xml'
const EXTENSIONS = [
  ['image', /\.(?:jpe?g|png|gif|webp|avif)$/i],
  ['video', /\.(?:mp4|webm|mov)$/i],
  ['audio', /\.(?:mp3|ogg|oga|opus|m4a|flac|wav)$/i],
] as const

/** `Image/PNG; q=1` → `image/png`. Undefined if there is no media type. */
export function readMediaType(value: unknown): string | undefined {
  const [type = ''] = readString(value, MAX_LENGTH)?.split(';', 1) ?? []
  const plain = type.trim().toLowerCase()
  return MEDIA_TYPE.test(plain) ? plain : undefined
}

/** The kind of a media type such as `image/png`; `unknown` for anything that is not shown or played. */
export function kindOfType(mediaType: string): MediaKind | 'unknown' {
  const [family] = mediaType.split('/', 1)
  const isShown = mediaType !== NOT_SHOWN && (family === 'image' || family === 'video' || family === 'audio')
  return isShown ? family : 'unknown'
}

export function kindOfAddress(url: string): MediaKind | undefined {
  const path = URL.parse(url)?.pathname ?? ''
  return EXTENSIONS.find(([, extension]) => extension.test(path))?.[0]
}
