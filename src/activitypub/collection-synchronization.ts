/** The header of FEP-8fcf: which of the receiver's people follow the sender, as a digest (S-44). Reading and writing. */
import { hash } from 'node:crypto'
import { readQuotedParameters } from './quoted-parameters.ts'
import { normalizeId } from './uris.ts'

/** The name of the header, as code compares it. */
export const COLLECTION_SYNCHRONIZATION = 'collection-synchronization'

/** The digest of nobody. */
export const EMPTY_DIGEST = '0'.repeat(64)

const DIGEST = /^[0-9a-f]{64}$/

interface CollectionSynchronization {
  /** The sender's followers collection. Normalized, as is `url`. */
  collectionId: string
  /** Where the receiver's part of it can be read. */
  url: string
  /** 64 digits, lower case. */
  digest: string
}

/** Adds a member to a digest, or takes it out again: the order does not matter. */
export function toggleMember(digest: Uint8Array, id: string): void {
  const member = hash('sha256', id, 'buffer')
  for (let at = 0; at < digest.length; at++) digest[at] = (digest[at] ?? 0) ^ (member[at] ?? 0)
}

/** The hexadecimal digest of a set of ids; each of them once. */
export function digestOfMembers(ids: Iterable<string>): string {
  const digest = Buffer.alloc(32)
  for (const id of new Set(ids)) toggleMember(digest, id)
  return digest.toString('hex')
}

/** The value of the header. */
export function renderCollectionSynchronization({ collectionId, url, digest }: CollectionSynchronization): string {
  return `collectionId="${collectionId}", url="${url}", digest="${digest}"`
}

/**
 * Takes the header apart: three parameters in any order, and others, which mean nothing here.
 * @returns undefined when one is missing, comes twice, or is not what it should be
 */
export function readCollectionSynchronization(header: string): CollectionSynchronization | undefined {
  const found = readQuotedParameters(header)
  if (!found) return undefined
  const [collectionId, url] = [normalizeId(found.get('collectionId')), normalizeId(found.get('url'))]
  const digest = found.get('digest')?.toLowerCase()
  if (collectionId === undefined || url === undefined || digest === undefined || !DIGEST.test(digest)) return undefined
  return { collectionId, url, digest }
}
