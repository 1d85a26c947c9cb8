/** How large pictures and films are served: by area, and pictures as large as in Mastodon. */
const FILE_AREA_PIXELS = 3_840 * 2_160
const FILM_AREA_PIXELS = 1_920 * 1_080
const PREVIEW_AREA_PIXELS = 640 * 360
/** The longest side of a WebP, in pixels (RFC 9649). */
const MAX_SIDE = 16_383

/** The size of the preview of a picture or film of this size, in pixels. */
export function previewSize(width: number, height: number): { width: number; height: number } {
  return fitArea(width, height, PREVIEW_AREA_PIXELS)
}

/** The size at which a picture of this size is served, in pixels. */
export function servedSize(width: number, height: number): { width: number; height: number } {
  return fitArea(width, height, FILE_AREA_PIXELS)
}

/** The size at which a film of this size is encoded, if it is encoded, in pixels. */
export function encodedSize(width: number, height: number): { width: number; height: number } {
  return fitArea(width, height, FILM_AREA_PIXELS)
}

function fitArea(width: number, height: number, area: number): { width: number; height: number } {
  const scale = Math.min(1, Math.sqrt(area / (width * height)), MAX_SIDE / width, MAX_SIDE / height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
