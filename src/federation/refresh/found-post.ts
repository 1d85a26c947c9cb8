/** Stores the post to which an address leads that a person has entered. */
import { readCollection } from '../../activitypub/collections.ts'
import { hasType, readId } from '../../activitypub/read.ts'
import { COLLECTION_TYPES } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Budget } from '../fetch/budget.ts'
import { type FetchedDocument, fetchRemote } from '../fetch/document.ts'
import { fetchStatus, type Restoration, storeFetched } from '../notes/fetch-status.ts'

/** The collection, and its first page. */
const PAGES = 2

interface Search {
  budget: Budget
  /** What may be restored if this post is deleted. @throws Gone if it stays deleted */
  restorationOf(uri: string): Promise<Restoration | undefined>
}

/**
 * A topic of a forum is a collection of posts, and stands for the first of them.
 * @throws the errors of `fetchStatus`
 */
export async function storeFound(app: App, fetched: FetchedDocument, search: Search): Promise<Status> {
  if (hasType(fetched.json, ...COLLECTION_TYPES)) return firstPost(app, fetched, search)
  const { budget } = search
  const id = hasType(fetched.json, 'Create') ? readId(fetched.json.object) : fetched.id
  const restores = id === undefined ? undefined : await search.restorationOf(id)
  return storeFetched(app, fetched, { budget, restores })
}

/** The post may be here or anywhere, so only its id is used (C2). */
async function firstPost(app: App, collection: FetchedDocument, { budget, restorationOf }: Search): Promise<Status> {
  const fetchPage = async (uri: string) => {
    const document = uri === collection.id ? collection : await fetchRemote(app, uri, { budget })
    return { kind: 'document', ...document } as const
  }
  const read = await readCollection(fetchPage, collection.id, { items: 1, pages: PAGES })
  const uri = read.kind === 'collection' ? readId(read.items[0]) : undefined
  if (uri === undefined) throw new Declined('collection-without-post')
  return (await findStatusByUri(app, uri)) ?? fetchStatus(app, uri, { budget, restores: await restorationOf(uri) })
}
