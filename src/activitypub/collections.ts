/** Reads collections of other servers within a budget. */
import type { DocumentAnswer, DocumentFailure } from './fetch-document.ts'
import { refused } from './fetch-failure.ts'
import { DOCUMENT_LIMITS } from './limits.ts'
import { asArray, hasType, type JsonObject, readEmbedded, readId, readInteger } from './read.ts'
import { sameOrigin } from './uris.ts'
import { COLLECTION_PAGE_TYPES, COLLECTION_TYPES } from './vocabulary.ts'

/** How much may be read. The fetch itself limits the bytes and time of each page. */
interface CollectionBudget {
  items: number
  /** Documents to fetch, the collection itself included. */
  pages: number
}

interface CollectionRead {
  kind: 'collection'
  /** Ids or embedded objects, unchecked. An item on another origin than the collection is not trusted (C2). */
  items: unknown[]
  totalItems?: number
  /** Whether the end was reached. */
  complete: boolean
}

const TYPES = [...COLLECTION_TYPES, ...COLLECTION_PAGE_TYPES]

/**
 * Reads a collection page by page. It stops at the end, when the budget is used up, or at the first page that is on
 * another origin, was already read or is not a page (R-10, CVE-2025-32947).
 * @param fetchDocument fetches and verifies a document, as in `fetch-document.ts`
 * @returns a failure only if the collection itself cannot be fetched
 */
export async function readCollection(
  fetchDocument: (uri: string) => Promise<DocumentAnswer>,
  uri: string,
  budget: CollectionBudget,
): Promise<CollectionRead | DocumentFailure> {
  const root = await fetchDocument(uri)
  if (root.kind !== 'document') return root
  if (!hasType(root.json, ...TYPES)) return refused('The document is not a collection.')
  const totalItems = readInteger(root.json.totalItems)
  const maxItems = Math.min(budget.items, DOCUMENT_LIMITS.collectionItems)
  let pagesLeft = Math.min(budget.pages, DOCUMENT_LIMITS.collectionPages) - 1
  const seen = new Set([root.id])
  const items: unknown[] = []
  let page = root.json
  for (;;) {
    const found = itemsOf(page)
    const room = maxItems - items.length
    items.push(...found.slice(0, room))
    const next = nextOf(page)
    if (next === undefined || next === null) {
      return { kind: 'collection', items, totalItems, complete: found.length <= room }
    }
    if (items.length >= maxItems) break
    const step = await nextPage(next, { root: root.id, seen, mayFetch: pagesLeft > 0, fetchDocument })
    if (!step) break
    if (step.fetched) pagesLeft--
    page = step.page
  }
  return { kind: 'collection', items, totalItems, complete: false }
}

/** `first` continues a collection, but on a page it leads back to the start. */
function nextOf(page: JsonObject): unknown {
  return hasType(page, ...COLLECTION_PAGE_TYPES) ? page.next : (page.next ?? page.first)
}

function itemsOf(page: JsonObject): unknown[] {
  return [...asArray(page.orderedItems), ...asArray(page.items)]
}

interface Crawl {
  root: string
  seen: Set<string>
  mayFetch: boolean
  fetchDocument: (uri: string) => Promise<DocumentAnswer>
}

/** The next page, which is embedded (as in Mastodon's `replies.first`, which has no id) or fetched. */
async function nextPage(
  next: unknown,
  { root, seen, mayFetch, fetchDocument }: Crawl,
): Promise<{ page: JsonObject; fetched: boolean } | undefined> {
  const id = readId(next)
  const page = readEmbedded(next)
  if (page && (page.items !== undefined || page.orderedItems !== undefined)) {
    if (id !== undefined && seen.has(id)) return undefined
    if (id !== undefined) seen.add(id)
    return { page, fetched: false }
  }
  if (id === undefined || seen.has(id) || !sameOrigin(id, root) || !mayFetch) return undefined
  seen.add(id)
  const answer = await fetchDocument(id)
  if (answer.kind !== 'document' || !hasType(answer.json, ...TYPES)) return undefined
  seen.add(answer.id)
  return { page: answer.json, fetched: true }
}
