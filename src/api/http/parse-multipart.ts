/** Parses a form with `multipart/form-data` (RFC 7578). */

import { MAX_FORM_PARTS, MAX_PART_HEADS_BYTES } from '../../lib/http-server/limits.ts'
import { boundaryOf } from '../../lib/http-server/multipart/boundary.ts'
import { HttpError } from './answer-error.ts'

const END_OF_HEAD = '\r\n\r\n'

/** @throws HttpError 400 */
export async function parseMultipart(body: Uint8Array, contentType: string): Promise<FormData> {
  const boundary = boundaryOf(contentType)
  if (boundary === undefined || !isSmall(Buffer.from(body.buffer, body.byteOffset, body.byteLength), boundary))
    throw new HttpError(400, ['body-not-multipart'])
  const headers = { 'content-type': `multipart/form-data; boundary="${boundary}"` }
  try {
    return await new Response(body as BodyInit, { headers }).formData()
  } catch {
    throw new HttpError(400, ['body-not-multipart'])
  }
}

/** Looked at before it is parsed, because the parser takes half a second for a megabyte of empty fields or headers. */
function isSmall(body: Buffer, boundary: string): boolean {
  const mark = `--${boundary}`
  let marks = 0
  let headBytes = 0
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    const end = body.indexOf(END_OF_HEAD, at)
    headBytes += (end < 0 ? body.length : end) - at
    // The last mark ends the form.
    if (++marks > MAX_FORM_PARTS + 1 || headBytes > MAX_PART_HEADS_BYTES) return false
  }
  return true
}
