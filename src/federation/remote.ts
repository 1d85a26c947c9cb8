/** The fediverse as `core` sees it: looks up an account or a status by handle, id or page address. */

import { type Handle, parseHandle } from '../activitypub/handle.ts'
import { hostOf, normalizeId } from '../activitypub/uris.ts'
import { findActor } from '../activitypub/webfinger.ts'
import { acctKey } from '../core/accounts/acct.ts'
import { findAccountByAcct, findAccountByUri, findLocalAccount } from '../core/accounts/find.ts'
import type { App, Remote } from '../core/app.ts'
import { AtollError, Declined, NotFound, Unavailable } from '../core/errors.ts'
import { isDeleted } from '../core/policy/active.ts'
import { findStatus, findStatusByUri } from '../core/statuses/find.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { Status } from '../db/tables/statuses.ts'
import { parseId } from '../lib/ids.ts'
import { fetchActor } from './fetch/actor.ts'
import { createBudget, withBudget } from './fetch/budget.ts'
import { fetchStatus } from './notes/fetch-status.ts'
import { isStale } from './refresh/actor.ts'
import { resolveParent } from './refresh/thread.ts'

export function createRemote(app: App): Remote {
  return {
    account: (reference) => notDeleted(/^https?:/i.test(reference) ? byUri(app, reference) : byHandle(app, reference)),
    status: (uri) => statusByUri(app, uri),
  }
}

/** @throws NotFound if the account was deleted */
async function notDeleted(found: Promise<Account>): Promise<Account> {
  const account = await found
  if (isDeleted(account)) throw new NotFound('account-deleted')
  return account
}

async function byHandle(app: App, reference: string): Promise<Account> {
  const local = await findLocalAccount(app, reference.trim().replace(/^@/, ''))
  if (local) return local
  const handle = parseHandle(reference)
  if (!handle) throw new NotFound('not-a-handle', { text: reference.slice(0, 100) })
  const known = await findAccountByAcct(app, handle.acct)
  if (known) return fetchIfStale(app, known)
  if (handle.host === app.uris.host) throw new NotFound('no-account', { acct: handle.username })
  return lookUpHandle(app, handle)
}

/**
 * Asks the host of a handle for the actor (E-06), and requires that WebFinger for the actor's own handle leads back to
 * it (E-07, R-38).
 */
async function lookUpHandle(app: App, handle: Handle): Promise<Account> {
  const budget = createBudget()
  const answer = await findActor(withBudget(budget, app.fetch), handle, { allowHttp: app.config.allowPrivateAddresses })
  if (answer.kind === 'unavailable')
    throw new Unavailable(
      handle.host,
      ['host-unavailable', { host: handle.host, reason: answer.reason }],
      answer.retryAfterMs,
    )
  if (answer.kind === 'refused')
    throw new Declined('host-answer-rejected', { host: handle.host, reason: answer.reason })
  if (answer.kind !== 'found')
    throw new NotFound('host-without-account', { host: handle.host, username: handle.username })
  if (app.uris.isLocal(answer.actorUri)) throw new Declined('host-claims-local-account', { host: handle.host })
  const account = await fetchActor(app, answer.actorUri, { budget })
  const { username, host } = answer.subject
  if (account.acct_key !== acctKey(username, host)) throw new Declined('handle-mismatch', { acct: handle.acct })
  return account
}

/** Fetches a stale profile again (C17). If its server does not answer, the stored profile is returned. */
async function fetchIfStale(app: App, known: Account): Promise<Account> {
  if (!isStale(app, known)) return known
  try {
    return await fetchActor(app, known.uri, { budget: createBudget() })
  } catch (error) {
    if (error instanceof AtollError) return (await findAccountByUri(app, known.uri)) ?? known
    throw error
  }
}

async function byUri(app: App, reference: string): Promise<Account> {
  const uri = addressIn(reference)
  const known = await findAccountByUri(app, uri)
  if (known) return fetchIfStale(app, known)
  const [, username] = app.uris.isLocal(uri) ? (/^\/@([^/]+)$/.exec(new URL(uri).pathname) ?? []) : []
  const local = username && (await findLocalAccount(app, username))
  if (local) return local
  if (app.uris.isLocal(uri)) throw new NotFound()
  return fetchActor(app, uri, { budget: createBudget(), pasted: true })
}

async function statusByUri(app: App, reference: string): Promise<Status> {
  const uri = addressIn(reference)
  const known = (await findStatusByUri(app, uri)) ?? (await localStatusAt(app, uri))
  if (known) return known
  // Addresses of this server are looked up in the database and never fetched (E-74, C25).
  if (app.uris.isLocal(uri)) throw new NotFound()
  const status = await fetchStatus(app, uri, { budget: createBudget(), pasted: true })
  if (status.in_reply_to_uri !== null) await app.transaction((tx) => resolveParent(tx, status))
  return status
}

/** Finds a local post by the address of its page, `/@name/<id>`. */
async function localStatusAt(app: App, uri: string): Promise<Status | undefined> {
  if (!app.uris.isLocal(uri)) return undefined
  const id = parseId(/^\/@[^/]+\/(\d+)$/.exec(new URL(uri).pathname)?.[1])
  const status = id === undefined ? undefined : await findStatus(app, id)
  return status?.local ? status : undefined
}

function addressIn(reference: string): string {
  const uri = normalizeId(reference.trim())
  if (uri === undefined || hostOf(uri) === undefined) throw new NotFound('not-an-address')
  return uri
}
