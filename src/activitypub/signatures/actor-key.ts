/** Reads the keys that an actor's document lists (S-07, R-15; cases 9, 10, 12, 44). */
import { KeyError, type KeyKind, pemFromMultibase, readPublicKey } from '../../lib/crypto/keys.ts'
import { DOCUMENT_LIMITS } from '../limits.ts'
import { asArray, hasType, isObject, type JsonObject, readId, readString, readTypes } from '../read.ts'
import { sameDocument, sameOrigin } from '../uris.ts'
import { isActorType } from '../vocabulary.ts'

interface ActorKey {
  keyId: string
  /** The actor's id. */
  owner: string
  kind: KeyKind
  pem: string
}

/**
 * The usable keys of an actor's document: those in `publicKey` that the actor owns, and the Ed25519 Multikeys in
 * `assertionMethod` (FEP-521a) that it controls, all on the actor's own origin. Damaged, unsupported and weak keys are
 * skipped. Of a long list only the first keys are read.
 */
export function listActorKeys(json: unknown): ActorKey[] {
  if (!isObject(json)) return []
  const actor = readId(json)
  if (actor === undefined) return []
  const keys = [
    ...asArray(json.publicKey, DOCUMENT_LIMITS.keys).map((key) => readPemKey(key, actor)),
    ...asArray(json.assertionMethod, DOCUMENT_LIMITS.keys).map((key) => readMultikey(key, actor)),
  ]
  const byId = new Map<string, ActorKey>()
  for (const key of keys) if (key && !byId.has(key.keyId)) byId.set(key.keyId, key)
  return [...byId.values()].slice(0, DOCUMENT_LIMITS.keys)
}

function readPemKey(value: unknown, actor: string): ActorKey | undefined {
  if (!isObject(value)) return undefined
  const pem = readString(value.publicKeyPem)
  // Some servers omit the owner inside the actor's own document. A wrong owner is never accepted (case 9).
  if (pem === undefined || !belongsTo(value.owner ?? value.controller, actor)) return undefined
  return checkedKey(readId(value), actor, () => pem)
}

function readMultikey(value: unknown, actor: string): ActorKey | undefined {
  if (!isObject(value) || !hasType(value, 'Multikey') || !belongsTo(value.controller, actor)) return undefined
  const multibase = readString(value.publicKeyMultibase)
  return multibase === undefined ? undefined : checkedKey(readId(value), actor, () => pemFromMultibase(multibase))
}

function belongsTo(owner: unknown, actor: string): boolean {
  return owner === undefined || readId(owner) === actor
}

function checkedKey(keyId: string | undefined, owner: string, readPem: () => string): ActorKey | undefined {
  if (keyId === undefined || !sameOrigin(keyId, owner)) return undefined
  try {
    const key = readPublicKey(readPem())
    // Encoded again, so that nothing else in the owner's text is stored.
    const pem = key.export({ type: 'spki', format: 'pem' }).toString()
    return { keyId, owner, pem, kind: key.asymmetricKeyType === 'rsa' ? 'rsa' : 'ed25519' }
  } catch (error) {
    if (error instanceof KeyError) return undefined
    throw error
  }
}

/**
 * The owner of a key according to the document at `keyId`. The document is the actor itself (`actor#main-key`), a key
 * document with `owner`, or GoToSocial's part of an actor with the key in it (S-06). The caller must still fetch the
 * actor and check that it lists the key (`listActorKeys`); otherwise a key document could name anyone as its owner
 * (R-15).
 * @returns undefined if the document names no owner, or an actor on another origin (case 9)
 */
export function keyOwner(json: unknown, keyId: string): string | undefined {
  if (!isObject(json)) return undefined
  const owner = isActorType(readTypes(json)) ? readId(json) : ownerNamed(json, keyId)
  return owner !== undefined && sameOrigin(owner, keyId) ? owner : undefined
}

function ownerNamed(json: JsonObject, keyId: string): string | undefined {
  const id = readId(json)
  if (id !== undefined && (id === keyId || sameDocument(id, keyId))) {
    const named = readId(json.owner) ?? readId(json.controller)
    if (named !== undefined) return named
  }
  const inner = asArray(json.publicKey, DOCUMENT_LIMITS.keys).find((key) => readId(key) === keyId)
  return isObject(inner) ? (readId(inner.owner) ?? id) : undefined
}
