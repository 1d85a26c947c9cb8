/**
 * HTTP signatures in the form of draft-cavage-http-signatures-12, as the fediverse uses them (S-01 to S-06). This is
 * the pure part of verification: it checks everything except the body and the signature itself.
 */

import type { KeyKind } from '../../lib/crypto/keys.ts'
import { SECOND } from '../../lib/durations.ts'
import { parseHttpDate } from '../../lib/http/http-date.ts'
import { readQuotedParameters } from '../quoted-parameters.ts'
import { normalizeId } from '../uris.ts'
import { checkHost } from './check-host.ts'
import { checkWindow } from './clock-window.ts'
import { type ReadSignature, type SignatureProblem, signatureProblem } from './read-signature.ts'
import { carriesBody, type SignedRequest } from './signed-request.ts'

const MAX_COVERED = 32
const KNOWN = new Set(['keyId', 'algorithm', 'headers', 'signature', 'created', 'expires'])
const BASE64 = /^[A-Za-z0-9+/]{4,}={0,2}$/
const KINDS: ReadonlyMap<string | undefined, readonly KeyKind[]> = new Map([
  // With "hs2019" or no algorithm the key decides. RSA then means PKCS #1 v1.5, which is what all peers send (case 13).
  [undefined, ['rsa', 'ed25519']],
  ['hs2019', ['rsa', 'ed25519']],
  ['rsa-sha256', ['rsa']],
  ['ed25519', ['ed25519']],
])

interface CavageParameters {
  keyId: string
  algorithm?: string
  /** Lower-case names of the signed headers, in order. */
  headers: string[]
  signature: string
  /** Unix seconds. */
  created?: number
  expires?: number
}

/** Parses the header. It may contain only known parameters, each once (S-02, R-13). */
export function readCavageParameters(header: string): CavageParameters | undefined {
  // A few peers put the scheme name first, as in an Authorization header.
  const text = header.startsWith('Signature ') ? header.slice('Signature '.length) : header
  const found = readQuotedParameters(text)
  if (!found) return undefined
  for (const name of found.keys()) if (!KNOWN.has(name)) return undefined
  return complete(found)
}

function complete(found: Map<string, string>): CavageParameters | undefined {
  const keyId = found.get('keyId')
  const signature = found.get('signature')
  // Absent means `date`. Empty would mean that nothing is signed, so it is refused (case 5).
  const headers = (found.get('headers') ?? 'date').toLowerCase().split(' ').filter(Boolean)
  if (!keyId || !signature || !BASE64.test(signature)) return undefined
  if (headers.length === 0 || headers.length > MAX_COVERED || new Set(headers).size < headers.length) return undefined
  const [created, expires] = [seconds(found.get('created')), seconds(found.get('expires'))]
  return { keyId, algorithm: found.get('algorithm')?.toLowerCase(), headers, signature, created, expires }
}

function seconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
}

/**
 * The text that is signed.
 * @returns undefined if a header named in `headers` is missing
 */
export function cavageBase(
  request: SignedRequest,
  parameters: Pick<CavageParameters, 'headers' | 'created' | 'expires'>,
  target: string = request.target,
): string | undefined {
  const lines = []
  for (const name of parameters.headers) {
    const value = cavageValue(request, parameters, name, target)
    if (value === undefined) return undefined
    lines.push(`${name}: ${value}`)
  }
  return lines.join('\n')
}

function cavageValue(
  request: SignedRequest,
  { created, expires }: Pick<CavageParameters, 'created' | 'expires'>,
  name: string,
  target: string,
): string | undefined {
  if (name === '(request-target)') return `${request.method.toLowerCase()} ${target}`
  if (name === '(created)') return created?.toString()
  if (name === '(expires)') return expires?.toString()
  return request.header(name)?.trim()
}

/**
 * Reads and checks the `Signature` header of a request.
 * @param now Unix milliseconds
 */
export function readCavage(request: SignedRequest, now: number): ReadSignature | SignatureProblem {
  const parameters = readCavageParameters(request.header('signature') ?? '')
  if (!parameters) return signatureProblem('malformed', 'The Signature header is malformed.')
  const keyId = normalizeId(parameters.keyId)
  if (keyId === undefined) return signatureProblem('key-id', 'The keyId must be an http or https URL.')
  const kinds = KINDS.get(parameters.algorithm)
  if (!kinds) return signatureProblem('algorithm', 'The algorithm of the signature is not supported.')
  const problem = checkCoverage(request, parameters) ?? checkHost(request) ?? checkTimes(request, parameters, now)
  if (problem) return problem
  const bases = signedTexts(request, parameters)
  if (!bases) return signatureProblem('malformed', 'A header named in the signature is missing.')
  const signature = Buffer.from(parameters.signature, 'base64')
  return { form: 'cavage', keyId, kinds, bases, signature, covered: parameters.headers }
}

/** The parts that matter must be signed, because unsigned parts could be changed in transit (S-03). */
function checkCoverage(request: SignedRequest, { headers, algorithm }: CavageParameters): SignatureProblem | undefined {
  const missing = (name: string) => signatureProblem('not-covered', `The signature must cover ${name}.`)
  if (!headers.includes('(request-target)')) return missing('(request-target)')
  if (!headers.includes('host')) return missing('host')
  if (!headers.includes('date') && !headers.includes('(created)')) return missing('date or (created)')
  if (carriesBody(request) && !headers.includes('digest')) return missing('digest')
  // The draft forbids these pseudo-headers with the old algorithm names.
  if (algorithm?.startsWith('rsa') && (headers.includes('(created)') || headers.includes('(expires)'))) {
    return signatureProblem('algorithm', '(created) and (expires) cannot be used with this algorithm.')
  }
  return undefined
}

function checkTimes(request: SignedRequest, parameters: CavageParameters, now: number): SignatureProblem | undefined {
  const { headers, created, expires } = parameters
  const expiry = expires === undefined ? undefined : expires * SECOND
  if (expiry !== undefined && Number.isNaN(expiry)) return checkWindow(now, { made: Number.NaN })
  const times = []
  if (headers.includes('(created)')) times.push(created === undefined ? Number.NaN : created * SECOND)
  if (headers.includes('date')) times.push(parseHttpDate(request.header('date') ?? ''))
  for (const made of times) {
    const problem = checkWindow(now, { made, expires: expiry })
    if (problem) return problem
  }
  return undefined
}

/** Old Mastodon versions sign the path without the query, so a target with a query is tried both ways (S-05). */
function signedTexts(request: SignedRequest, parameters: CavageParameters): string[] | undefined {
  const whole = cavageBase(request, parameters)
  if (whole === undefined) return undefined
  const query = request.target.indexOf('?')
  if (query < 0) return [whole]
  const bare = cavageBase(request, parameters, request.target.slice(0, query))
  return bare === undefined ? undefined : [whole, bare]
}
