/** Parses a form with `multipart/form-data` (RFC 7578). */
import { MIMEType } from 'node:util'
import { HttpError } from './answer-error.ts'
import { MAX_FIELDS } from './nest-fields.ts'

/** The names, types and file names of all fields together. An ordinary field has a hundred bytes. */
const MAX_HEADS_BYTES = 131_072
/** RFC 2046 section 5.1.1, and what writes an underscore. */
const BOUNDARY = /^[\w'()+,./:=? -]{1,70}$/
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

/** Checked strictly, so that the parser reads the same boundary as we. */
function boundaryOf(contentType: string): string | undefined {
  try {
    const boundary = new MIMEType(contentType).params.get('boundary')
    return boundary !== null && BOUNDARY.test(boundary) ? boundary : undefined
  } catch {
    return undefined
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
    if (++marks > MAX_FIELDS + 1 || headBytes > MAX_HEADS_BYTES) return false
  }
  return true
}
