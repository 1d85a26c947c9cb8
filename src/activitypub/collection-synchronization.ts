/** Reads and writes the header of FEP-8fcf: a digest of the receiver's accounts that follow the sender (S-44). */
import { hash } from 'node:crypto'
import { readQuotedParameters } from './quoted-parameters.ts'
import { normalizeId } from './uris.ts'

/** The lower-case name of the header. */
export const COLLECTION_SYNCHRONIZATION = 'collection-synchronization'

/** The digest of an empty set. */
export const EMPTY_DIGEST = '0'.repeat(64)

const DIGEST = /^[0-9a-f]{64}$/

interface CollectionSynchronization {
  /** The sender's followers collection. Normalized, as is `url`. */
  collectionId: string
  /** Where the receiver's part of the collection can be read. */
  url: string
  /** 64 digits, lower case. */
  digest: string
}

/** Adds a member to a digest, or removes it. The order does not matter. */
export function toggleMember(digest: Uint8Array, id: string): void {
  const member = hash('sha256', id, 'buffer')
  for (let at = 0; at < digest.length; at++) digest[at] = (digest[at] ?? 0) ^ (member[at] ?? 0)
}

/** The hexadecimal digest of a set of ids. Duplicates count once. */
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
 * Parses the header: three parameters in any order. Other parameters are ignored.
 * @returns undefined if a parameter is missing, repeated or invalid
 */
export function readCollectionSynchronization(header: string): CollectionSynchronization | undefined {
  const found = readQuotedParameters(header)
  if (!found) return undefined
  const [collectionId, url] = [normalizeId(found.get('collectionId')), normalizeId(found.get('url'))]
  const digest = found.get('digest')?.toLowerCase()
  if (collectionId === undefined || url === undefined || digest === undefined || !DIGEST.test(digest)) return undefined
  return { collectionId, url, digest }
}
