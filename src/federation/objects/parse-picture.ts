/** Parses what is one picture: an avatar, a header, an emoji, the still picture of a film. */
import { asArray, hasType, isObject, type JsonObject, readOne, readTypes } from '../../activitypub/read.ts'
import { MAX_IMAGES } from './limits.ts'
import { kindOfType, readMediaType } from './media-kind.ts'
import { readSources, type Source } from './media-sources.ts'

/** Pixels. A wider picture is used only if there is no other. */
const SENSIBLE_WIDTH = 2048

/** A picture's address, and the object that names it. */
interface Picture extends Source {
  image: JsonObject
}

/** @param value an Image, a Link, a bare address, or a list of these (PeerTube), of which the widest sensible one counts */
export function parsePicture(value: unknown): Picture | undefined {
  const pictures = asArray(value, MAX_IMAGES).filter(isPicture).flatMap(readPicture)
  const sensible = pictures.filter((one) => widthOf(one) <= SENSIBLE_WIDTH)
  const [widest] = sensible.toSorted((one, other) => widthOf(other) - widthOf(one))
  const [narrowest] = pictures.toSorted((one, other) => widthOf(one) - widthOf(other))
  return widest ?? narrowest
}

export function pictureUrl(value: unknown): string | undefined {
  return parsePicture(value)?.url
}

/** Ghost's `preview` is a Note. PeerTube's is a sheet of many small pictures. */
function isPicture(value: unknown): boolean {
  if (!isObject(value)) return true
  const isOther = readTypes(value).length > 0 && !hasType(value, 'Image', 'Link', 'Document')
  return !isOther && !asArray(value.rel, MAX_IMAGES).includes('storyboard')
}

function readPicture(value: unknown): Picture[] {
  const image = isObject(value) ? value : {}
  const sources = readSources(image.url === undefined ? value : withSize(image))
  return sources.flatMap((source) => (isImage(source, image) ? [{ ...source, image }] : []))
}

/** The size of an image is that of its only address. */
function withSize(image: JsonObject): unknown {
  const { width, height } = image
  const url = asArray(image.url).length === 1 ? readOne(image.url) : image.url
  return typeof url === 'string' ? { href: url, mediaType: image.mediaType, width, height } : url
}

function isImage({ mediaType }: Source, image: JsonObject): boolean {
  const type = mediaType ?? readMediaType(image.mediaType)
  return type === undefined || kindOfType(type) === 'image'
}

function widthOf({ width = 0 }: Source): number {
  return width
}
