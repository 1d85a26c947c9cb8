/**
 * The fediverse as `core` sees it: looks up an account or a status by handle, id or page address. Each look-up is for a
 * user, who waits only for what is not stored, so it has a deadline.
 */

import { type Handle, parseHandle } from '../activitypub/handle.ts'
import { readTypes } from '../activitypub/read.ts'
import { hostOf, normalizeId } from '../activitypub/uris.ts'
import { isActorType } from '../activitypub/vocabulary.ts'
import { readHandle, typedHandle } from '../core/accounts/acct.ts'
import { findAccountByAcct, findAccountByUri, findLocalAccount } from '../core/accounts/find.ts'
import type { App, Remote, Resolved } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import { isDeleted } from '../core/policy/active.ts'
import { findStatusByUri } from '../core/statuses/find.ts'
import type { Account } from '../db/tables/accounts.ts'
import { fetchActor, returnsIfDeletedBefore, storeActor } from './fetch/actor.ts'
import { type Budget, withLookUpBudget } from './fetch/budget.ts'
import { fetchRemote } from './fetch/document.ts'
import { fetchHandle, fetchSubscribeTemplate } from './fetch/handle.ts'
import { singleFlight } from './fetch/single-flight.ts'
import { ownId } from './objects/own-ids.ts'
import { messageTypeFor } from './outbox/message-type.ts'
import { isStale, refreshIfStale } from './refresh/actor.ts'
import { areCollectionsStale, refreshCollectionsIfStale } from './refresh/collections.ts'
import { fillIfDue, isFillDue } from './refresh/community-posts.ts'
import { type Asker, restorationFor } from './refresh/deleted-look-ups.ts'
import { storeFound } from './refresh/found-post.ts'
import { recallStatus } from './refresh/recall.ts'
import { lookForDeleted } from './refresh/restored-actor.ts'
import { resolveParent } from './refresh/thread.ts'

/** All of it but feeds, which are no part of ActivityPub. */
export function createRemote(app: App): Omit<Remote, 'feed'> {
  return {
    account: (reference) => notDeleted(/^https?:/i.test(reference) ? byUri(app, reference) : byHandle(app, reference)),
    freshen: (account) => freshen(app, account),
    find: (address, asker) => find(app, address, asker),
    recall: (uri) => recallStatus(app, uri),
    subscribeTemplate: (handle) => subscribeTemplate(app, handle),
    messageType: (reader) => messageTypeFor(app, reader),
  }
}

/** @throws NotFound if the account was deleted */
async function notDeleted(found: Promise<Account>): Promise<Account> {
  const account = await found
  if (isDeleted(account)) throw new NotFound('account-deleted')
  return account
}

async function byHandle(app: App, reference: string): Promise<Account> {
  const { acct, wantsCommunity } = readHandle(reference)
  const local = wantsCommunity ? undefined : await findLocalAccount(app, acct)
  if (local) return local
  const handle = handleIn(reference)
  const known = await findAccountByAcct(app, typedHandle(handle.acct, wantsCommunity))
  if (known) return refreshBehind(app, known)
  if (handle.host === app.uris.host) return ownAccount(app, handle)
  const wanted = { handle, wantsCommunity }
  return refreshBehind(app, await withLookUpBudget(app, {}, (budget) => fetchHandle(app, wanted, budget)))
}

/** There are no communities here, so `!name@host` can only mean the account with this name. */
async function ownAccount(app: App, { username }: Handle): Promise<Account> {
  const account = await findLocalAccount(app, username)
  if (!account) throw new NotFound('no-account', { acct: username })
  return account
}

function handleIn(reference: string): Handle {
  const handle = parseHandle(readHandle(reference).acct)
  if (!handle) throw new NotFound('not-a-handle', { text: reference.slice(0, 100) })
  return handle
}

function subscribeTemplate(app: App, reference: string): Promise<string> {
  const handle = handleIn(reference)
  return withLookUpBudget(app, {}, (budget) => fetchSubscribeTemplate(app, handle, budget))
}

/** The stored profile. What is stale of it is fetched again in the background, and nobody waits for it (C17). */
async function refreshBehind(app: App, known: Account): Promise<Account> {
  await freshen(app, known)
  return known
}

async function freshen(app: App, account: Account): Promise<void> {
  if (!isStale(app, account) && !areCollectionsStale(app, account) && !isFillDue(app, account)) return
  await app.transaction(async (tx) => {
    await refreshIfStale(tx, account)
    await refreshCollectionsIfStale(tx, account)
    await fillIfDue(tx, account)
  })
}

async function byUri(app: App, reference: string, asker?: Asker): Promise<Account> {
  const uri = await ownId(app, addressIn(reference))
  const known = await findAccountByUri(app, uri)
  if (known && isDeleted(known)) return (await lookForDeleted(app, known, asker)) ?? known
  if (known) return refreshBehind(app, known)
  if (app.uris.isLocal(uri)) throw new NotFound()
  const options = (budget: Budget) => ({ budget, pasted: true })
  return refreshBehind(app, await withLookUpBudget(app, {}, (budget) => fetchActor(app, uri, options(budget))))
}

async function find(app: App, address: string, asker: Asker): Promise<Resolved> {
  const uri = await ownId(app, addressIn(address))
  const status = await findStatusByUri(app, uri)
  if (status) return { status }
  // Addresses of this server are looked up in the database and never fetched (E-74, C25).
  const isStored = app.uris.isLocal(uri) || (await findAccountByUri(app, uri)) !== undefined
  if (isStored) return { account: await notDeleted(byUri(app, uri, asker)) }
  return withLookUpBudget(app, {}, (budget) => {
    const fetchOnce = () => fetchFound(app, uri, { budget, asker })
    return singleFlight(app, `found ${uri}`, fetchOnce, budget.signal)
  })
}

interface Search {
  budget: Budget
  asker: Asker
}

/** The document is fetched once, and shows itself whether it is an account or a post. */
async function fetchFound(app: App, uri: string, search: Search): Promise<Resolved> {
  const { budget, asker } = search
  const restores = await restorationFor(app, uri, asker)
  const deletedBefore = returnsIfDeletedBefore(app)
  const fetched = await fetchRemote(app, uri, { budget, pasted: true })
  if (isActorType(readTypes(fetched.json)))
    return { account: await refreshBehind(app, await notDeleted(storeActor(app, fetched.json, budget, deletedBefore))) }
  const restorationOf = async (id: string) => (id === uri ? restores : restorationFor(app, id, asker))
  const status = await storeFound(app, fetched, { budget, restorationOf })
  if (status.in_reply_to_uri !== null) await app.transaction((tx) => resolveParent(tx, status))
  return { status }
}

function addressIn(reference: string): string {
  const uri = normalizeId(reference.trim())
  if (uri === undefined || hostOf(uri) === undefined) throw new NotFound('not-an-address')
  return uri
}
