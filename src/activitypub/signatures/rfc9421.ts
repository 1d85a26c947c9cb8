/**
 * HTTP message signatures (RFC 9421) as the fediverse uses them (S-20, S-24). This is the pure part of verification.
 */

import type { KeyKind } from '../../lib/crypto/keys.ts'
import { SECOND } from '../../lib/durations.ts'
import { normalizeId } from '../uris.ts'
import { authorityOf, checkHost } from './check-host.ts'
import { checkWindow } from './clock-window.ts'
import { type ReadSignature, type SignatureProblem, signatureProblem } from './read-signature.ts'
import { carriesBody, type SignedRequest } from './signed-request.ts'
import { type InnerList, quoted, readBytes, readDictionary, readInnerList } from './structured-fields.ts'

const KINDS: ReadonlyMap<unknown, readonly KeyKind[]> = new Map<unknown, readonly KeyKind[]>([
  // Without an algorithm the key decides.
  [undefined, ['rsa', 'ed25519']],
  ['rsa-v1_5-sha256', ['rsa']],
  ['ed25519', ['ed25519']],
])
const FIELD_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/

/** A parsed signature that has not been checked. */
interface Rfc9421Parameters extends InnerList {
  /** The text after the label: the value of `@signature-params`. */
  source: string
  signature: Buffer
}

/**
 * Parses the two headers. Both must have one and the same label, so it is clear which signature counts (S-20, case 14).
 */
export function readRfc9421Parameters(input: string, signatures: string): Rfc9421Parameters | undefined {
  const inputs = readDictionary(input)
  const values = readDictionary(signatures)
  if (inputs?.size !== 1 || values?.size !== 1) return undefined
  const [[label, source] = ['', '']] = inputs
  const list = readInnerList(source)
  const signature = readBytes(values.get(label) ?? '')
  return list && signature && { ...list, source, signature }
}

/**
 * The signature base (RFC 9421, 2.5).
 * @param components lower-case names
 * @param source the value of `@signature-params`
 * @returns undefined if a component is missing, unknown or repeated
 */
export function signatureBase(
  request: SignedRequest,
  components: readonly string[],
  source: string,
): string | undefined {
  const lines = []
  const seen = new Set<string>()
  for (const name of components) {
    const value = componentValue(request, name)
    if (value === undefined || seen.has(name)) return undefined
    seen.add(name)
    lines.push(`"${name}": ${value}`)
  }
  lines.push(`"@signature-params": ${source}`)
  return lines.join('\n')
}

function componentValue(request: SignedRequest, name: string): string | undefined {
  if (!name.startsWith('@')) {
    return FIELD_NAME.test(name)
      ? request
          .header(name)
          ?.trim()
          .replaceAll(/\r?\n[ \t]+/g, ' ')
      : undefined
  }
  const { origin, target } = request
  const query = target.indexOf('?')
  switch (name) {
    case '@method':
      return request.method
    case '@target-uri':
      return origin + target
    case '@authority':
      return authorityOf(request)
    case '@scheme':
      return origin.slice(0, origin.indexOf(':'))
    case '@request-target':
      return target
    case '@path':
      return query < 0 ? target : target.slice(0, query)
    case '@query':
      return query < 0 ? '?' : target.slice(query)
    default:
      return undefined
  }
}

/**
 * Reads and checks `Signature-Input` and `Signature` of a request.
 * @param now Unix milliseconds
 */
export function readRfc9421(request: SignedRequest, now: number): ReadSignature | SignatureProblem {
  const parsed = readRfc9421Parameters(request.header('signature-input') ?? '', request.header('signature') ?? '')
  // A parameter on a component (`;req`, `;name`, `;sf`, `;key`) means that something other than the request is signed.
  if (!parsed || parsed.items.some((item) => item.hasParameters)) {
    return signatureProblem('malformed', 'The Signature-Input or Signature header is malformed or has several labels.')
  }
  const { parameters, source, signature } = parsed
  const keyId = normalizeId(parameters.get('keyid'))
  if (keyId === undefined) return signatureProblem('key-id', 'The keyid must be an http or https URL.')
  const kinds = KINDS.get(parameters.get('alg'))
  if (!kinds) return signatureProblem('algorithm', 'The algorithm of the signature is not supported.')
  const covered = parsed.items.map((item) => item.value)
  const problem = checkCoverage(request, covered) ?? checkHost(request) ?? checkTimes(parsed, now)
  if (problem) return problem
  const base = signatureBase(request, covered, source)
  if (base === undefined) return signatureProblem('malformed', 'A component of the signature is missing or unknown.')
  return { form: 'rfc9421', keyId, kinds, bases: [base], signature, covered }
}

/** The method, the whole address and the body must be signed. */
function checkCoverage(request: SignedRequest, covered: readonly string[]): SignatureProblem | undefined {
  const missing = (name: string) => signatureProblem('not-covered', `The signature must cover ${name}.`)
  if (!covered.includes('@method')) return missing('@method')
  if (!coversTarget(request, covered)) return missing('@target-uri')
  if (carriesBody(request) && !covered.includes('content-digest')) return missing('content-digest')
  return undefined
}

function coversTarget(request: SignedRequest, covered: readonly string[]): boolean {
  if (covered.includes('@target-uri')) return true
  if (!covered.includes('@authority')) return false
  if (covered.includes('@request-target')) return true
  return covered.includes('@path') && (covered.includes('@query') || !request.target.includes('?'))
}

function checkTimes({ parameters }: InnerList, now: number): SignatureProblem | undefined {
  const created = parameters.get('created')
  const expires = parameters.get('expires')
  if (typeof created !== 'number')
    return signatureProblem('not-covered', 'The signature must have a created parameter.')
  if (expires === undefined) return checkWindow(now, { made: created * SECOND })
  return checkWindow(now, { made: created * SECOND, expires: typeof expires === 'number' ? expires * SECOND : 0 })
}

/** The value of `@signature-params` for our signatures. `created` is in Unix seconds. */
export function signatureParams(
  components: readonly string[],
  { created, keyId, alg }: { created: number; keyId: string; alg: string },
): string {
  return `(${components.map(quoted).join(' ')});created=${created};keyid=${quoted(keyId)};alg=${quoted(alg)}`
}
