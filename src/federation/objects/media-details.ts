/** What an origin says of a medium, as far as it makes sense (case 82). */
import { type JsonObject, readNatural } from '../../activitypub/read.ts'
import type { Focus } from '../../db/tables/media.ts'
import { isBlurhash } from '../../lib/media/is-blurhash.ts'
import { readSides, type Source } from './media-sources.ts'

/** A character may consist of several UTF-16 code units. */
const UNITS_PER_CHARACTER = 8

/**
 * The alt text: `summary` if there is one, as Mastodon reads it, or else `name`. It is plain text, in which a `<` is a
 * character like any other.
 * @param max characters
 */
export function readDescription(medium: JsonObject, max: number): string {
  return readPlain(medium, 'summary', max) || readPlain(medium, 'name', max)
}

export function readPlain(medium: JsonObject, property: 'name' | 'summary', max: number): string {
  const text = readNatural(medium, property, { max: max * UNITS_PER_CHARACTER })?.text ?? ''
  return [...text.trim()].slice(0, max).join('')
}

/** @returns null if there is none, or no whole one */
export function readBlurhash({ blurhash }: JsonObject): string | null {
  return isBlurhash(blurhash) ? blurhash : null
}

/** A point outside of the picture becomes the nearest one inside. */
export function readFocus({ focalPoint }: JsonObject): Focus | null {
  if (!Array.isArray(focalPoint) || focalPoint.length !== 2) return null
  const [x, y] = focalPoint
  return isNumber(x) && isNumber(y) ? [clamp(x), clamp(y)] : null
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
  const { width } =
    isNumber(medium.aspectRatio) && height ? readSides({ width: Math.round(height * medium.aspectRatio) }) : {}
  const sizes = [source, readSides(medium), { width, height }]
  const whole = sizes.find((size) => size.width !== undefined && size.height !== undefined)
  return { width: whole?.width ?? null, height: whole?.height ?? null }
}
