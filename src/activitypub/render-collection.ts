/** Collections and their pages as JSON. What is left out of the parts is left out of the document. */
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
  /** A page that is only embedded needs none. */
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

/** Of which the order means something: newest first. */
export function renderOrderedCollection({ items, ...parts }: CollectionParts): JsonObject {
  return { type: 'OrderedCollection', ...parts, ...(items && { orderedItems: items }) }
}

export function renderOrderedPage({ items, ...parts }: PageParts): JsonObject {
  return { type: 'OrderedCollectionPage', ...parts, orderedItems: items }
}
