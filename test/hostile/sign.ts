/** Signatures in which every part can be wrong. */
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { unixSeconds } from '../../src/lib/durations.ts'
import type { PeerActor } from '../world/peer-actor.ts'

export const digestOf = (body: string | Uint8Array, algorithm = 'sha256') =>
  createHash(algorithm).update(body).digest('base64')

type Signer = (text: Buffer, privatePem: string) => Buffer
const rsaSha256: Signer = (text, privatePem) => sign('sha256', text, createPrivateKey(privatePem))

export interface Cavage {
  /** The value of the `headers` parameter; null leaves the parameter out, so that only `date` is signed. */
  list?: string | null
  target?: string
  /** Headers to send, signed if listed. */
  headers?: Record<string, string>
  /** Headers that replace others after signing. */
  sent?: Record<string, string>
  keyId?: string
  /** Further parameters, appended unchanged. */
  parameters?: string
  algorithm?: string
  created?: number
  signer?: Signer
}

const LIST = '(request-target) host date digest content-type'

/** The headers of a POST to the shared inbox of lagoon.test, signed as in the Cavage draft. */
export function cavage(by: PeerActor, body: string | Uint8Array, how: Cavage = {}): Record<string, string> {
  const { target = 'post /inbox', algorithm = 'rsa-sha256', signer = rsaSha256, parameters = '', created } = how
  const list = how.list === undefined ? LIST : how.list
  const headers: Record<string, string> = {
    host: 'lagoon.test',
    date: new Date(by.peer.clock.now()).toUTCString(),
    digest: `SHA-256=${digestOf(body)}`,
    'content-type': 'application/activity+json',
    ...how.headers,
  }
  const pseudo: Record<string, string> = { '(request-target)': target, '(created)': String(created) }
  const text = (list ?? 'date')
    .split(' ')
    .filter(Boolean)
    .map((name) => `${name}: ${pseudo[name] ?? headers[name]}`)
    .join('\n')
  const value = [
    `keyId="${how.keyId ?? by.keyId}"`,
    `algorithm="${algorithm}"`,
    ...(created === undefined ? [] : [`created=${created}`]),
    ...(list === null ? [] : [`headers="${list}"`]),
    `signature="${signer(Buffer.from(text), by.keys.privatePem).toString('base64')}"`,
  ]
  return { ...headers, signature: value.join(',') + parameters, ...how.sent }
}

export interface Rfc9421 {
  /** Pairs of a component, as listed in the input, and its line in the signature base. */
  components?: [string, string][]
  /** Appended to the list. */
  parameters?: string
  sent?: Record<string, string>
}

/** The same, signed by RFC 9421. */
export function rfc9421(by: PeerActor, body: string, how: Rfc9421 = {}): Record<string, string> {
  const digest = `sha-256=:${digestOf(body)}:`
  const components = how.components ?? usual(digest)
  const created = unixSeconds(by.peer.clock.now())
  const parameters = how.parameters ?? `;created=${created};keyid="${by.keyId}";alg="rsa-v1_5-sha256"`
  const input = `(${components.map(([name]) => name).join(' ')})${parameters}`
  const base = [...components, ['"@signature-params"', input]].map(([name, value]) => `${name}: ${value}`).join('\n')
  return {
    host: 'lagoon.test',
    'content-type': 'application/activity+json',
    'content-digest': digest,
    'signature-input': `sig1=${input}`,
    signature: `sig1=:${rsaSha256(Buffer.from(base), by.keys.privatePem).toString('base64')}:`,
    ...how.sent,
  }
}

/** The components that everyone signs. */
export const usual = (digest: string): [string, string][] => [
  ['"@method"', 'POST'],
  ['"@target-uri"', 'https://lagoon.test/inbox'],
  ['"content-digest"', digest],
]
