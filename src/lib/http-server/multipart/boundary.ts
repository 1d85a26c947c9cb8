import { MIMEType } from 'node:util'

/** RFC 2046 section 5.1.1, and what writes an underscore. */
const BOUNDARY = /^[\w'()+,./:=? -]{1,70}$/

/** Checked strictly, so that every parser reads the same boundary. */
export function boundaryOf(contentType: string): string | undefined {
  try {
    const boundary = new MIMEType(contentType).params.get('boundary')
    return boundary !== null && BOUNDARY.test(boundary) ? boundary : undefined
  } catch {
    return undefined
  }
}
