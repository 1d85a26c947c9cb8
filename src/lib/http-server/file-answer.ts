/** Answers with a stored file, or with a part of it. The content at its address never changes. */
import { DAY, SECOND } from '../durations.ts'
import { extensionOf, isServable } from '../media/media-types.ts'
import type { ByteRange, OpenedFile, Storage } from '../storage/storage.ts'
import { Answer, type HeaderList } from './answer.ts'
import { isKnownTag } from './etag.ts'
import { requestedRange } from './ranges.ts'
import type { IncomingRequest } from './request.ts'

interface ServedFile {
  /** Its name in the storage. */
  hash: string
  /** As found in its content, not as its sender calls it. */
  mediaType: string
  /** The name that browsers propose when they save it, without extension. Made by us: letters, digits, `-` and `_`. */
  title: string
}

const FOREVER_S = (365 * DAY) / SECOND

/** @returns undefined if the storage has no such file, or if files of its type are never served */
export async function fileAnswer(
  request: Pick<IncomingRequest, 'method' | 'header'>,
  storage: Storage,
  { hash, mediaType, title }: ServedFile,
): Promise<Answer | undefined> {
  if (!isServable(mediaType)) return undefined
  const etag = `"${hash}"`
  const lasting = ['etag', etag, 'cache-control', `public, max-age=${FOREVER_S}, immutable`, 'accept-ranges', 'bytes']
  if (isKnownTag(etag, request.header('if-none-match'))) return new Answer(304, lasting)
  const disposition = `inline; filename="${title.replace(/[^\w-]/g, '_')}.${extensionOf(mediaType)}"`
  const headers = [...lasting, 'content-type', mediaType, 'content-disposition', disposition]
  if (request.method === 'GET' && request.header('range') === undefined) {
    const opened = await storage.open(hash)
    return opened && contentAnswer(headers, 'whole', opened)
  }
  const bytes = await storage.size(hash)
  if (bytes === undefined) return undefined
  if (request.method === 'HEAD') return new Answer(200, [...headers, 'content-length', `${bytes}`])
  const range = requestedRange(request, { bytes, etag })
  if (range === 'unsatisfiable') return new Answer(416, ['content-range', `bytes */${bytes}`, 'accept-ranges', 'bytes'])
  const opened = await storage.open(hash, range === 'whole' ? undefined : range)
  return opened && contentAnswer(headers, range, opened)
}

function contentAnswer(headers: HeaderList, range: ByteRange | 'whole', { bytes, stream }: OpenedFile): Answer {
  if (range === 'whole') return new Answer(200, [...headers, 'content-length', `${bytes}`], stream)
  const { start, end } = range
  const part = ['content-length', `${end - start + 1}`, 'content-range', `bytes ${start}-${end}/${bytes}`]
  return new Answer(206, [...headers, ...part], stream)
}
