/** Signs outgoing requests. RSA runs on the thread pool, because it is most of the cost of a delivery. */
import { type KeyObject, sign } from 'node:crypto'
import { unixSeconds } from '../../lib/durations.ts'
import type { HopToSign } from '../../lib/http/outgoing.ts'
import { COLLECTION_SYNCHRONIZATION } from '../collection-synchronization.ts'
import { cavageBase } from './cavage.ts'
import { contentDigestHeader, digestHeader } from './digest.ts'
import { signatureBase, signatureParams } from './rfc9421.ts'
import type { SignedRequest } from './signed-request.ts'

export interface SigningKey {
  /** Contains a `#`, which Lemmy requires (S-06). */
  keyId: string
  /** RSA or Ed25519. */
  privateKey: KeyObject
}

export interface SignatureOptions {
  /** All servers understand `cavage`; newer ones prefer `rfc9421` (S-21). */
  form: 'cavage' | 'rfc9421'
  /** Unix milliseconds. */
  now: number
  /** Signs the path without its query, as old servers expect (S-05). Only for cavage. */
  withoutQuery?: boolean
  /** `digestHeader(body)`, computed once for a body that goes to many inboxes. */
  digest?: string
}

/** The headers that sign a request. */
export function signRequest(hop: HopToSign, key: SigningKey, how: SignatureOptions): Promise<Record<string, string>> {
  return how.form === 'cavage' ? signCavage(hop, key, how) : signRfc9421(hop, key, how)
}

/** Signs `(request-target) host date`, and `digest content-type` if there is a body (S-01). */
async function signCavage(hop: HopToSign, key: SigningKey, how: SignatureOptions): Promise<Record<string, string>> {
  const { body } = hop
  const added: Record<string, string> = { date: new Date(how.now).toUTCString() }
  if (body !== undefined) added.digest = how.digest ?? digestHeader(body)
  const request = toSign(hop, added)
  const headers = ['(request-target)', 'host', 'date']
  if (body !== undefined) headers.push('digest')
  headers.push(...coverable(hop))
  const target = how.withoutQuery ? hop.url.pathname : request.target
  const base = required(cavageBase(request, { headers }, target))
  const algorithm = key.privateKey.asymmetricKeyType === 'rsa' ? 'rsa-sha256' : 'hs2019'
  const signature = await signText(base, key.privateKey)
  added.signature = `keyId="${key.keyId}",algorithm="${algorithm}",headers="${headers.join(' ')}",signature="${signature}"`
  return added
}

/** Signs `@method @target-uri @authority`, and `content-digest content-type` if there is a body (S-20). */
async function signRfc9421(hop: HopToSign, key: SigningKey, how: SignatureOptions): Promise<Record<string, string>> {
  const { body } = hop
  const added: Record<string, string> = body === undefined ? {} : { 'content-digest': contentDigestOf(body, how) }
  const components = ['@method', '@target-uri', '@authority']
  if (body !== undefined) components.push('content-digest')
  components.push(...coverable(hop))
  const alg = key.privateKey.asymmetricKeyType === 'rsa' ? 'rsa-v1_5-sha256' : 'ed25519'
  const source = signatureParams(components, { created: unixSeconds(how.now), keyId: key.keyId, alg })
  const base = required(signatureBase(toSign(hop, added), components, source))
  added['signature-input'] = `sig1=${source}`
  added.signature = `sig1=:${await signText(base, key.privateKey)}:`
  return added
}

/** Both headers use the same hash: `SHA-256=x` and `sha-256=:x:`. */
function contentDigestOf(body: string | Uint8Array, { digest }: SignatureOptions): string {
  const prefix = 'SHA-256='
  return digest?.startsWith(prefix) ? `sha-256=:${digest.slice(prefix.length)}:` : contentDigestHeader(body)
}

/** Signed if present. FEP-8fcf requires its header to be signed, because changing it could end follows (S-44). */
const COVERED_IF_PRESENT = ['content-type', COLLECTION_SYNCHRONIZATION]

function coverable({ headers, body }: HopToSign): string[] {
  return body === undefined ? [] : COVERED_IF_PRESENT.filter((name) => headers[name] !== undefined)
}

function toSign({ method, url, headers }: HopToSign, added: Record<string, string>): SignedRequest {
  return {
    method,
    target: url.pathname + url.search,
    origin: url.origin,
    header: (name) => (name === 'host' ? url.host : (added[name] ?? headers[name])),
  }
}

function required(base: string | undefined): string {
  if (base === undefined) throw new TypeError('A header to sign is missing.')
  return base
}

function signText(base: string, key: KeyObject): Promise<string> {
  const algorithm = key.asymmetricKeyType === 'rsa' ? 'sha256' : null
  return new Promise((resolve, reject) => {
    sign(algorithm, Buffer.from(base), key, (error, signature) => {
      if (error) reject(error)
      else resolve(signature.toString('base64'))
    })
  })
}
