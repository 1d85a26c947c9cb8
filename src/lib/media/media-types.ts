import type { MediaType } from './sniff.ts'

/**
 * The media types that are ever served as media, with the extensions of their files. A browser runs nothing in any of
 * them. SVG, HTML, XML, JSON and scripts must never be added.
 */
const EXTENSIONS: Readonly<Record<MediaType, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/apng': 'apng',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/x-matroska': 'mkv',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/flac': 'flac',
  'audio/wav': 'wav',
  'audio/aac': 'aac',
}

/** @param mediaType in lower case and without parameters, as `sniff` gives it */
export function isServable(mediaType: string): mediaType is MediaType {
  return Object.hasOwn(EXTENSIONS, mediaType)
}

/** Without a dot. */
export function extensionOf(mediaType: MediaType): string {
  return EXTENSIONS[mediaType]
}
