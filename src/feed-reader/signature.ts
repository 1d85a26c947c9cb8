import { createHmac, timingSafeEqual } from 'node:crypto'

/** The methods of W3C WebSub section 7.1. */
const SIGNATURE = /^(sha1|sha256|sha384|sha512)=([0-9a-f]{40,128})$/i

/** Whether the value of `x-hub-signature` is right for this body. */
export function isSignedBy(secret: string, body: Uint8Array, header: string | undefined): boolean {
  const [, method = '', hex = ''] = SIGNATURE.exec(header?.trim() ?? '') ?? []
  if (method === '') return false
  const right = createHmac(method.toLowerCase(), secret).update(body).digest()
  const given = Buffer.from(hex, 'hex')
  return given.length === right.length && timingSafeEqual(given, right)
}
