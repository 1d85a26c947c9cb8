import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { base58 } from '@scure/base'

/** The types of key that this server signs and verifies with. */
export type KeyKind = 'rsa' | 'ed25519'

/** A key pair as PEM: SPKI for the public half, PKCS #8 for the private one. */
export interface KeyPair {
  publicPem: string
  privatePem: string
}

/** A key is malformed or of a type we do not support. The message may be sent to the peer. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
}

const RSA_BITS = 2048
/** A shorter modulus can be forged, and a longer one is slow to verify (case 12). */
const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 8192
const MIN_RSA_EXPONENT = 3n
const MAX_RSA_EXPONENT = 2n ** 32n + 1n
/** No key we accept has a longer PEM. */
const MAX_PEM_LENGTH = 4096
const PUBLIC_PEM = /^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----/
/** No key is longer. The cost of decoding base58 grows with the square of the length. */
const MAX_MULTIBASE_LENGTH = 128
/** The multicodec prefix of an Ed25519 public key. */
const ED25519_CODEC = [0xed, 0x01]
const ED25519_LENGTH = 32
/** The bytes before the 32 bytes of the key in its SPKI form (RFC 8410). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

const NOT_MULTIBASE = 'The key is not in base58btc multibase.'

const makeKeyPair = promisify(generateKeyPair)

/**
 * A new 2048-bit RSA pair, which every peer can verify. Runs on the thread pool because it takes a good part of a
 * second.
 */
export async function generateRsa(): Promise<KeyPair> {
  return pemPair(await makeKeyPair('rsa', { modulusLength: RSA_BITS }))
}

/** A new Ed25519 pair, for object integrity proofs (FEP-8b32). */
export async function generateEd25519(): Promise<KeyPair> {
  return pemPair(await makeKeyPair('ed25519'))
}

function pemPair(pair: { publicKey: KeyObject; privateKey: KeyObject }): KeyPair {
  return {
    publicPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/**
 * Reads the public key of a peer: RSA of 2048 to 8192 bits with a sane exponent, or Ed25519.
 * @throws KeyError for every other key, in bounded time (case 12)
 */
export function readPublicKey(pem: string): KeyObject {
  if (pem.length > MAX_PEM_LENGTH) throw new KeyError('The public key is too long.')
  if (!PUBLIC_PEM.test(pem)) throw new KeyError('The public key is not a PEM public key.')
  const key = parsePublic(pem)
  if (key.asymmetricKeyType === 'ed25519') return key
  if (key.asymmetricKeyType !== 'rsa') throw new KeyError(`Keys of type ${key.asymmetricKeyType} are not supported.`)
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < MIN_RSA_BITS || modulusLength > MAX_RSA_BITS) {
    throw new KeyError(`An RSA key must have ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits, this one has ${modulusLength}.`)
  }
  if (publicExponent < MIN_RSA_EXPONENT || publicExponent > MAX_RSA_EXPONENT || publicExponent % 2n === 0n) {
    throw new KeyError('The RSA key has an unusable exponent.')
  }
  return key
}

function parsePublic(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch {
    throw new KeyError('The public key is damaged.')
  }
}

/**
 * An Ed25519 public key in PEM → `publicKeyMultibase` of a Multikey ("z6Mk…", FEP-521a).
 * @throws KeyError for another type of key
 */
export function publicKeyMultibase(pem: string): string {
  const key = readPublicKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new KeyError('Only Ed25519 keys have a multibase form here.')
  const raw = key.export({ type: 'spki', format: 'der' }).subarray(-ED25519_LENGTH)
  return `z${base58.encode(Buffer.concat([Buffer.from(ED25519_CODEC), raw]))}`
}

/**
 * `publicKeyMultibase` of an Ed25519 Multikey → PEM.
 * @throws KeyError for anything else
 */
export function pemFromMultibase(multibase: string): string {
  const bytes = bytesOfMultibase(multibase)
  if (bytes.length !== 2 + ED25519_LENGTH || bytes[0] !== ED25519_CODEC[0] || bytes[1] !== ED25519_CODEC[1]) {
    throw new KeyError('The multibase key is not an Ed25519 key.')
  }
  const der = Buffer.concat([ED25519_SPKI, bytes.subarray(2)])
  return createPublicKey({ key: der, type: 'spki', format: 'der' }).export({ type: 'spki', format: 'pem' }).toString()
}

function bytesOfMultibase(text: string): Uint8Array {
  if (!text.startsWith('z') || text.length > MAX_MULTIBASE_LENGTH) throw new KeyError(NOT_MULTIBASE)
  try {
    return base58.decode(text.slice(1))
  } catch {
    throw new KeyError(NOT_MULTIBASE)
  }
}
