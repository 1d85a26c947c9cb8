/** Proofs inside an activity, which let a third server trust it. They are not verified here, only looked at. */
import { isObject, type JsonObject, readEmbedded, readId, readTime } from './read.ts'
import { sameOrigin } from './uris.ts'

/** The base64 of an RSA signature of 2048 to 8192 bits, the sizes of key that are accepted (case 12). */
const RSA_SIGNATURE = /^[A-Za-z0-9+/]{342,1366}={0,2}$/
/** A base58btc multibase of the 64 bytes of an Ed25519 signature. */
const ED25519_SIGNATURE = /^z[1-9A-HJ-NP-Za-km-z]{64,88}$/
/** The suites with which servers of the fediverse sign (FEP-8b32). */
const CRYPTOSUITES: ReadonlySet<unknown> = new Set(['eddsa-jcs-2022', 'eddsa-rdfc-2022'])

/**
 * Whether an activity has a proof that a receiver could verify: a Linked Data Signature, or an integrity proof
 * (FEP-8b32), with a key on the actor's origin, a signature of the right form, and not expired.
 * @param now Unix milliseconds
 */
export function hasPlausibleProof({ signature, proof }: JsonObject, actor: string, now: number): boolean {
  return (
    isPlausible(readEmbedded(signature), isLinkedDataSignature, actor, now) ||
    isPlausible(readEmbedded(proof), isIntegrityProof, actor, now)
  )
}

type Check = (proof: JsonObject, actor: string) => boolean

function isPlausible(proof: JsonObject | undefined, hasForm: Check, actor: string, now: number): boolean {
  return proof !== undefined && hasForm(proof, actor) && !isExpired(proof, now)
}

function isLinkedDataSignature({ type, creator, signatureValue }: JsonObject, actor: string): boolean {
  return type === 'RsaSignature2017' && isKeyOf(creator, actor) && matches(RSA_SIGNATURE, signatureValue)
}

function isIntegrityProof({ type, cryptosuite, verificationMethod, proofValue }: JsonObject, actor: string): boolean {
  return (
    type === 'DataIntegrityProof' &&
    CRYPTOSUITES.has(cryptosuite) &&
    isKeyOf(verificationMethod, actor) &&
    matches(ED25519_SIGNATURE, proofValue)
  )
}

function isKeyOf(key: unknown, actor: string): boolean {
  return sameOrigin(isObject(key) ? readId(key) : key, actor)
}

function matches(form: RegExp, value: unknown): boolean {
  return typeof value === 'string' && form.test(value)
}

/** A time that cannot be read counts as passed. */
function isExpired({ expires }: JsonObject, now: number): boolean {
  return expires !== undefined && (readTime(expires) ?? 0) <= now
}
