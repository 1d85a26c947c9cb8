/** Range requests for one part of a file (RFC 9110 section 14). */
import type { ByteRange } from '../storage/storage.ts'
import type { IncomingRequest } from './request.ts'

const ONE_RANGE = /^bytes=(\d*)-(\d*)$/i

/**
 * Which part of a file a request wants. Several ranges, other units and whatever is no range are ignored, as they may be:
 * a thousand ranges in one request would make us read a file a thousand times (case 100).
 * @param bytes length of the whole file
 * @param etag of the file, with its quotation marks. A request for a part of another version gets the whole file.
 */
export function requestedRange(
  { method, header }: Pick<IncomingRequest, 'method' | 'header'>,
  { bytes, etag }: { bytes: number; etag: string },
): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first, last] = ONE_RANGE.exec(header('range') ?? '') ?? []
  if (method !== 'GET' || first === undefined || last === undefined || first + last === '') return 'whole'
  // A date never matches, since we send none. A weak tag must not (section 13.1.5).
  if ((header('if-range') ?? etag) !== etag) return 'whole'
  if (first === '') return lastBytes(Number(last), bytes)
  const [start, end] = [Number(first), last === '' ? Number.POSITIVE_INFINITY : Number(last)]
  if (end < start) return 'whole'
  return start < bytes ? { start, end: Math.min(end, bytes - 1) } : 'unsatisfiable'
}

function lastBytes(count: number, bytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  if (count === 0) return 'unsatisfiable'
  return bytes === 0 ? 'whole' : { start: Math.max(0, bytes - count), end: bytes - 1 }
}
