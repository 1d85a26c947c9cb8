/** Reads the newest activities of an outbox, whichever end it begins with. */
import { readCollection } from '../../activitypub/collections.ts'
import type { DocumentAnswer } from '../../activitypub/fetch-document.ts'
import { type JsonObject, readEmbedded, readId, readTime } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'

interface Limits {
  items: number
  /** Documents to read from one end, the collection itself included. */
  pages: number
}

type FetchPage = (uri: string) => Promise<DocumentAnswer>

/**
 * The newest activity comes first, as ActivityPub wants it. NodeBB begins with the oldest one, so its last pages are read.
 * @returns undefined if there is no such collection
 */
export async function readNewest(fetchPage: FetchPage, url: string, limits: Limits): Promise<unknown[] | undefined> {
  const documents = new Map<string, JsonObject>()
  const remember: FetchPage = async (uri) => {
    const answer = await fetchPage(uri)
    if (answer.kind === 'document') documents.set(uri, answer.json)
    return answer
  }
  const read = await readCollection(remember, url, limits)
  if (read.kind !== 'collection') return undefined
  if (!ascends(read.items)) return read.items
  const last = readId(documents.get(url)?.last)
  if (read.complete || last === undefined) return read.items.toReversed()
  const newest: unknown[] = []
  let page: string | undefined = last
  for (let left = limits.pages; left > 0 && page !== undefined && newest.length < limits.items; left--) {
    const part = sameOrigin(page, url) ? await readCollection(remember, page, { ...limits, pages: 1 }) : undefined
    if (part?.kind !== 'collection') break
    newest.push(...part.items.toReversed())
    page = readId(documents.get(page)?.prev)
  }
  return newest.slice(0, limits.items)
}

function ascends(items: readonly unknown[]): boolean {
  const times = items.flatMap((item) => publishedIn(item) ?? [])
  const [first, last] = [times[0], times.at(-1)]
  return first !== undefined && last !== undefined && first < last
}

/** Unix milliseconds: of an activity, or else of what is in it. Lemmy and NodeBB give only posts a time. */
export function publishedIn(item: unknown, depth = 3): number | undefined {
  const json = readEmbedded(item)
  if (!json || depth === 0) return undefined
  return readTime(json.published) ?? publishedIn(json.object, depth - 1)
}
