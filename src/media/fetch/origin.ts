/** Asks the origin of a medium for it. What its first bytes are decides what it is, not what the origin calls it. */
import { Readable } from 'node:stream'
import type { App } from '../../core/app.ts'
import { mediaLimits } from '../../core/media/limits.ts'
import type { Media } from '../../db/tables/media.ts'
import { isServable } from '../../lib/media/media-types.ts'
import { readSize } from '../../lib/media/picture-size.ts'
import { HEAD_BYTES, type MediaType, sniff } from '../../lib/media/sniff.ts'
import { MediaFailure, refusedBy } from './failure.ts'

/**
 * In every request for media. Whoever gets such a request from another server answers with what is there and fetches
 * nothing, so that two servers can never send each other round in circles.
 */
const VIA = '1.1 atoll'

export interface FromOrigin {
  /** The length that the origin announces. */
  bytes: number | undefined
  /** The body. It must be read or destroyed. */
  stream: Readable
  /** `bytes 0-9/20` if it is a part. */
  contentRange: string | undefined
}

/**
 * @param range the part that is wanted, as `bytes=0-9`. The origin may send the whole instead.
 * @throws FetchError, MediaFailure, or Declined if the domain is blocked
 */
export async function askOrigin(
  app: App,
  { remote_url, host }: Pick<Media, 'remote_url' | 'host'>,
  range?: string,
): Promise<FromOrigin> {
  const { status, headers, stream } = await app.fetch({
    url: remote_url ?? '',
    headers: { accept: 'image/*, video/*, audio/*', via: VIA, ...(range && { range }) },
    asStream: true,
    allowHttp: true,
  })
  const isPart = status === 206 && range !== undefined && CONTENT_RANGE.test(headers['content-range'] ?? '')
  if (!stream || (status !== 200 && !isPart)) {
    stream?.destroy()
    throw refusedBy(host ?? '', status)
  }
  const length = Number(headers['content-length'] ?? Number.NaN)
  return {
    stream,
    bytes: Number.isSafeInteger(length) && length >= 0 ? length : undefined,
    contentRange: isPart ? headers['content-range'] : undefined,
  }
}

const CONTENT_RANGE = /^bytes \d{1,15}-\d{1,15}\/(?:\d{1,15}|\*)$/

/**
 * Reads the beginning of a body.
 * @returns what it is, and the same body from its beginning
 * @throws MediaFailure if it is nothing that is served, or if it has too many pixels
 */
export async function recognize(app: App, body: Readable): Promise<{ mediaType: MediaType; stream: Readable }> {
  const { head, stream } = await readHead(body)
  try {
    return { mediaType: typeOf(app, head), stream }
  } catch (error) {
    stream.destroy()
    throw error
  }
}

function typeOf(app: App, head: Buffer): MediaType {
  if (head.length === 0) throw new MediaFailure(['media-empty'], { isLasting: true })
  const type = sniff(head)
  if (!type || !isServable(type)) throw new MediaFailure(['media-unknown-type'], { isLasting: true })
  const size = readSize(head, type)
  const pixels = size ? size.width * size.height : 0
  const { imagePixels: max } = mediaLimits(app.config)
  if (pixels > max) throw new MediaFailure(['media-too-many-pixels', { pixels, max }], { isLasting: true })
  return type
}

async function readHead(body: Readable): Promise<{ head: Buffer; stream: Readable }> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= HEAD_BYTES) break
  }
  const head = Buffer.concat(chunks)
  if (body.readableEnded) return { head, stream: Readable.from([head], { objectMode: false }) }
  body.unshift(head)
  return { head, stream: body }
}
