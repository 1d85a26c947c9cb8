/** Renders collections and their pages. Parts that are not given are left out of the document. */
import type { JsonObject } from './read.ts'

interface CollectionParts {
  id: string
  totalItems?: number
  attributedTo?: string
  /** The id of the first page, or the page itself. */
  first?: string | JsonObject
  last?: string
  items?: readonly unknown[]
}

interface PageParts {
  /** A page that is only embedded needs no id. */
  id?: string
  partOf: string
  next?: string
  prev?: string
  items: readonly unknown[]
}

export function renderCollection(parts: CollectionParts): JsonObject {
  return { type: 'Collection', ...parts }
}

export function renderCollectionPage(parts: PageParts): JsonObject {
  return { type: 'CollectionPage', ...parts }
}

/** A collection whose order has a meaning: newest first. */
export function renderOrderedCollection({ items, ...parts }: CollectionParts): JsonObject {
  return { type: 'OrderedCollection', ...parts, ...(items && { orderedItems: items }) }
}

export function renderOrderedPage({ items, ...parts }: PageParts): JsonObject {
  return { type: 'OrderedCollectionPage', ...parts, orderedItems: items }
}
