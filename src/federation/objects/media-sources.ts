/**
 * The addresses at which one medium can be had. `url` is an address, a Link, or a list of Links: PeerTube lists each size
 * of a film, and more of them in the `tag` of its playlist; Funkwhale lists a web page beside the sound.
 */
import { asArray, isObject, type JsonObject, readInteger, readOne, readString } from '../../activitypub/read.ts'
import { normalizeId } from '../../activitypub/uris.ts'
import { NOTE_LIMITS } from './limits.ts'
import { readMediaType } from './media-kind.ts'

export interface Source {
  url: string
  mediaType: string | undefined
  width: number | undefined
  height: number | undefined
  /** The streams in the file, if PeerTube names them. It can keep picture and sound in two files. */
  streams: string[]
}

/** All addresses of a medium, in order. @param value the value of its `url`, or a bare address */
export function readSources(value: unknown): Source[] {
  const links = asArray(value, NOTE_LIMITS.mediaSources)
  const all = links.flatMap((link) => [link, ...(isObject(link) ? asArray(link.tag, NOTE_LIMITS.mediaSources) : [])])
  return all.flatMap(readSource).slice(0, NOTE_LIMITS.mediaSources)
}

function readSource(link: unknown): Source[] {
  const parts = isObject(link) ? link : {}
  const url = normalizeId(typeof link === 'string' ? link : readOne(parts.href ?? parts.url))
  if (url === undefined) return []
  return [{ url, mediaType: readMediaType(parts.mediaType), ...readSides(parts), streams: readStreams(parts) }]
}

/** Width and height in pixels. */
export function readSides({ width, height }: JsonObject): { width: number | undefined; height: number | undefined } {
  const side = { min: 1, max: NOTE_LIMITS.sideLength }
  return { width: readInteger(width, side), height: readInteger(height, side) }
}

function readStreams({ attachment }: JsonObject): string[] {
  return asArray(attachment, NOTE_LIMITS.mediaSources).flatMap((one) =>
    isObject(one) && readString(one.name) === 'ffprobe_codec_type' ? (readString(one.value) ?? []) : [],
  )
}
