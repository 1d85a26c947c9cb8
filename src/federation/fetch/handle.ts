/** Fetches the account of a handle. */
import type { AnswerFailure } from '../../activitypub/fetch-failure.ts'
import type { Handle } from '../../activitypub/handle.ts'
import type { NamedActor } from '../../activitypub/jrd.ts'
import { findActors, webfinger } from '../../activitypub/webfinger.ts'
import { acctKey, hasKey } from '../../core/accounts/acct.ts'
import type { App } from '../../core/app.ts'
import { AtollError, Declined, NotFound, Unavailable } from '../../core/errors.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { fetchActor } from './actor.ts'
import { type Budget, fetchWithin } from './budget.ts'

/** How many actors of one handle are fetched at most, to find the person or the community among them. */
const MAX_NAMESAKES = 4

interface Wanted {
  handle: Handle
  /** Of a person and a community with this handle, the community. */
  wantsCommunity: boolean
}

/** Asks the host of a handle for its subscribe template (E-04). Its account is not fetched. */
export async function fetchSubscribeTemplate(app: App, handle: Handle, budget: Budget): Promise<string> {
  const answer = await webfinger(fetchWithin(app, budget), handle, { allowHttp: app.config.allowPrivateAddresses })
  if (answer.kind !== 'found') throw failureOf({ handle, wantsCommunity: false }, answer)
  if (!answer.subscribeTemplate) throw new NotFound('host-without-subscribe', { host: handle.host })
  return answer.subscribeTemplate
}

function failureOf({ handle: { host, username }, wantsCommunity }: Wanted, answer: AnswerFailure): AtollError {
  if (answer.kind === 'unavailable')
    return new Unavailable(host, ['host-unavailable', { host, reason: answer.reason }], answer.retryAfterMs)
  if (answer.kind === 'refused') return new Declined('host-answer-rejected', { host, reason: answer.reason })
  return wantsCommunity
    ? new NotFound('host-without-community', { host, username })
    : new NotFound('host-without-account', { host, username })
}

/**
 * Asks the host of a handle for its actor (E-06), and requires that WebFinger for the actor's own handle leads back to
 * it (E-07, R-38). A user looks for the actor, so a deleted account may come back (C8). Of several actors, it is the first
 * one of the kind that is wanted, or else the first.
 * @throws the errors of `fetchActor`; also NotFound if the host knows no such account
 */
export async function fetchHandle(app: App, wanted: Wanted, budget: Budget): Promise<Account> {
  const { handle, wantsCommunity } = wanted
  const answer = await findActors(fetchWithin(app, budget), handle, { allowHttp: app.config.allowPrivateAddresses })
  if (answer.kind !== 'found') throw failureOf(wanted, answer)
  let found: Account | undefined
  let failure: AtollError | undefined
  for (const { uri } of likeliestFirst(answer.actors, wantsCommunity).slice(0, MAX_NAMESAKES)) {
    try {
      const account = await fetchNamed(app, uri, answer.subject, budget)
      if (isCommunity(account) === wantsCommunity) return account
      found ??= account
    } catch (error) {
      if (!(error instanceof AtollError)) throw error
      failure ??= error
    }
  }
  if (!found) throw failure as AtollError
  return found
}

function likeliestFirst(actors: readonly NamedActor[], wantsCommunity: boolean): NamedActor[] {
  const fits = ({ type }: NamedActor) => (type === 'Group') === wantsCommunity
  return [...actors.filter(fits), ...actors.filter((actor) => !fits(actor))]
}

async function fetchNamed(app: App, uri: string, handle: Handle, budget: Budget): Promise<Account> {
  if (app.uris.isLocal(uri)) throw new Declined('host-claims-local-account', { host: handle.host })
  const account = await fetchActor(app, uri, { budget, restores: true })
  if (!hasKey(account, acctKey(handle.username, handle.host)))
    throw new Declined('handle-mismatch', { acct: handle.acct })
  return account
}
