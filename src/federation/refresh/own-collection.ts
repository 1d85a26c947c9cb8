/** Reads a collection of an actor from the actor's own origin. */
import { readCollection } from '../../activitypub/collections.ts'
import type { DocumentAnswer } from '../../activitypub/fetch-document.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchRemote } from '../fetch/document.ts'

interface Reading {
  items: number
  /** Documents, the collection itself included. */
  pages: number
  budget: Budget
}

/** What it holds. @returns undefined if there is no such collection. @throws Unavailable if it cannot be fetched now */
export async function readOwnCollection(app: App, account: Account, url: string, { budget, ...limits }: Reading) {
  const read = await unlessRefused(() =>
    readCollection((uri) => fetchOwnPage(app, account, uri, { budget }), url, limits),
  )
  return read?.kind === 'collection' ? read : undefined
}

/** @returns undefined if the origin has no such document, or one that cannot be used. @throws Unavailable */
export async function unlessRefused<T>(fetch: () => Promise<T>): Promise<T | undefined> {
  try {
    return await fetch()
  } catch (error) {
    if (error instanceof AtollError && !(error instanceof Unavailable)) return undefined
    throw error
  }
}

/** Another origin, to which the address may redirect, cannot vouch for what it embeds (C2). */
export async function fetchOwnPage(
  app: App,
  account: Account,
  uri: string,
  options: { budget: Budget; maxBytes?: number },
): Promise<DocumentAnswer> {
  const document = await fetchRemote(app, uri, options)
  return sameOrigin(document.id, account.uri)
    ? { kind: 'document', ...document }
    : { kind: 'refused', reason: 'The collection is on another server.' }
}
