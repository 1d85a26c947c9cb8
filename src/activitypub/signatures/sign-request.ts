/** Signs what we send. RSA runs on the thread pool: it is most of the cost of a delivery. */
import { type KeyObject, sign } from 'node:crypto'
import { unixSeconds } from '../../lib/durations.ts'
import type { HopToSign } from '../../lib/http/outgoing.ts'
import { COLLECTION_SYNCHRONIZATION } from '../collection-synchronization.ts'
import { cavageBase } from './cavage.ts'
import { contentDigestHeader, digestHeader } from './digest.ts'
import { signatureBase, signatureParams } from './rfc9421.ts'
import type { SignedRequest } from './signed-request.ts'

export interface SigningKey {
  /** With a `#`, which Lemmy wants (S-06). */
  keyId: string
  /** RSA or Ed25519. */
  privateKey: KeyObject
}

export interface HowToSign {
  /** `cavage` is what everybody reads; `rfc9421` what newer ones prefer (S-21). */
  form: 'cavage' | 'rfc9421'
  /** Unix milliseconds. */
  now: number
  /** S-05: old servers verify the path without its query. Only cavage. */
  withoutQuery?: boolean
  /** `digestHeader(body)`, made once for a body that goes to many inboxes. */
  digest?: string
}

/** The headers to add to a request so that it is signed. */
export function signRequest(hop: HopToSign, key: SigningKey, how: HowToSign): Promise<Record<string, string>> {
  return how.form === 'cavage' ? signCavage(hop, key, how) : signRfc9421(hop, key, how)
}

/** S-01: `(request-target) host date`, and `digest content-type` when there is a body. */
async function signCavage(hop: HopToSign, key: SigningKey, how: HowToSign): Promise<Record<string, string>> {
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

/** S-20: `@method @target-uri`, and `content-digest content-type` when there is a body. */
async function signRfc9421(hop: HopToSign, key: SigningKey, how: HowToSign): Promise<Record<string, string>> {
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

/** The same hash serves both headers: `SHA-256=x` and `sha-256=:x:`. */
function contentDigestOf(body: string | Uint8Array, { digest }: HowToSign): string {
  const prefix = 'SHA-256='
  return digest?.startsWith(prefix) ? `sha-256=:${digest.slice(prefix.length)}:` : contentDigestHeader(body)
}

/** What is said besides the body. FEP-8fcf asks for its header to be signed: who changed it could end follows (S-44). */
const COVERED_IF_THERE = ['content-type', COLLECTION_SYNCHRONIZATION]

function coverable({ headers, body }: HopToSign): string[] {
  return body === undefined ? [] : COVERED_IF_THERE.filter((name) => headers[name] !== undefined)
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
