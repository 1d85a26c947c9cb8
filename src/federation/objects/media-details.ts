/** What an origin says of a medium, as far as it makes sense (case 82). */
import { isObject, type JsonObject, readOne, readString } from '../../activitypub/read.ts'
import type { Focus } from '../../db/tables/media.ts'
import { isBlurhash } from '../../lib/media/is-blurhash.ts'
import { readSides, type Source } from './media-sources.ts'
import { readPlain } from './read-text.ts'

/**
 * The alt text: `summary` if there is one, as Mastodon reads it, or else `name`. It is plain text, in which a `<` is a
 * character like any other.
 * @param max characters
 */
export function readDescription(medium: JsonObject, max: number): string {
  return readPlain(medium, 'summary', max) || readPlain(medium, 'name', max)
}

/** @returns null if there is none, or no whole one */
export function readBlurhash({ blurhash }: JsonObject): string | null {
  const text = readString(blurhash)
  return isBlurhash(text) ? text : null
}

/** A point outside of the picture becomes the nearest one inside. */
export function readFocus({ focalPoint }: JsonObject): Focus | null {
  const point = pairIn(focalPoint)
  if (!Array.isArray(point) || point.length !== 2) return null
  const [x, y] = point
  return isNumber(x) && isNumber(y) ? [clamp(x), clamp(y)] : null
}

/** `[x, y]`, which JSON-LD also writes as `{"@list": [x, y]}`, alone or in a list. */
function pairIn(value: unknown): unknown {
  const inner = Array.isArray(value) && value.length === 1 ? value[0] : value
  return isObject(inner) ? inner['@list'] : inner
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function clamp(value: number): number {
  return Math.min(Math.max(value, -1), 1)
}

/** Pixels: both or none. PeerTube gives the height to each file, and only the aspect ratio to the whole film. */
export function wholeSize(medium: JsonObject, source: Source): { width: number | null; height: number | null } {
  const { height } = source
  const ratio = readOne(medium.aspectRatio)
  const { width } = isNumber(ratio) && height ? readSides({ width: Math.round(height * ratio) }) : {}
  const sizes = [source, readSides(medium), { width, height }]
  const whole = sizes.find((size) => size.width !== undefined && size.height !== undefined)
  return { width: whole?.width ?? null, height: whole?.height ?? null }
}
