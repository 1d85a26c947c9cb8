/** Requests to the server: unsigned, with a signature that is made up, or with a real one. */
import { createHash, randomBytes } from 'node:crypto'
import keys from '../../test/world/keys.json' with { type: 'json' }
import { signRequest } from '../../test/world/sign-request.ts'
import { request } from '../load.ts'

const TYPE = 'application/activity+json'
/** All hostile actors have this key. */
export const HOSTILE_KEY = keys.rsa[0] as { publicPem: string; privatePem: string }

/** A body with its digest, which is computed once for all requests that carry it. */
export interface Body {
  bytes: Buffer
  digest: string
}

export function bodyOf(text: string): Body {
  const bytes = Buffer.from(text)
  return { bytes, digest: `SHA-256=${createHash('sha256').update(bytes).digest('base64')}` }
}

export function headOf(port: number, method: string, path: string, headers: Record<string, string>): Buffer {
  return request(method, path, { host: `localhost:${port}`, ...headers })
}

export function unsignedPost(port: number, { bytes, digest }: Body): Buffer {
  return request('POST', '/inbox', { host: `localhost:${port}`, digest, 'content-type': TYPE }, bytes)
}

/** A POST to the inbox in which all but the signature is right. */
export function forgedPost(port: number, { bytes, digest }: Body, keyId: string): Buffer {
  return request('POST', '/inbox', forgedHeaders(port, digest, keyId), bytes)
}

export function forgedHeaders(port: number, digest: string, keyId: string): Record<string, string> {
  const names = '(request-target) host date digest content-type'
  return {
    host: `localhost:${port}`,
    date: new Date().toUTCString(),
    digest,
    'content-type': TYPE,
    signature: forgedSignature(keyId, names),
  }
}

export function forgedGet(port: number, path: string, keyId: string): Buffer {
  const headers = { host: `localhost:${port}`, accept: TYPE, date: new Date().toUTCString() }
  return request('GET', path, { ...headers, signature: forgedSignature(keyId, '(request-target) host date') })
}

function forgedSignature(keyId: string, names: string): string {
  return `keyId="${keyId}",algorithm="rsa-sha256",headers="${names}",signature="${randomBytes(256).toString('base64')}"`
}

/** A POST to the inbox that its actor really signed. */
export function signedPost(port: number, actor: string, body: string): Buffer {
  const key = { keyId: `${actor}#main-key`, privatePem: HOSTILE_KEY.privatePem }
  const url = new URL(`http://localhost:${port}/inbox`)
  return request('POST', '/inbox', signRequest({ url, method: 'POST', body, key, now: Date.now() }), body)
}
