/** Fetches the account of a handle. */
import type { AnswerFailure } from '../../activitypub/fetch-failure.ts'
import type { Handle } from '../../activitypub/handle.ts'
import { findActor, webfinger } from '../../activitypub/webfinger.ts'
import { acctKey } from '../../core/accounts/acct.ts'
import type { App } from '../../core/app.ts'
import { type AtollError, Declined, NotFound, Unavailable } from '../../core/errors.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { fetchActor } from './actor.ts'
import { type Budget, fetchWithin } from './budget.ts'

/** Asks the host of a handle for its subscribe template (E-04). Its account is not fetched. */
export async function fetchSubscribeTemplate(app: App, handle: Handle, budget: Budget): Promise<string> {
  const answer = await webfinger(fetchWithin(app, budget), handle, { allowHttp: app.config.allowPrivateAddresses })
  if (answer.kind !== 'found') throw failureOf(handle, answer)
  if (!answer.subscribeTemplate) throw new NotFound('host-without-subscribe', { host: handle.host })
  return answer.subscribeTemplate
}

function failureOf({ host, username }: Handle, answer: AnswerFailure): AtollError {
  if (answer.kind === 'unavailable')
    return new Unavailable(host, ['host-unavailable', { host, reason: answer.reason }], answer.retryAfterMs)
  if (answer.kind === 'refused') return new Declined('host-answer-rejected', { host, reason: answer.reason })
  return new NotFound('host-without-account', { host, username })
}

/**
 * Asks the host of a handle for the actor (E-06), and requires that WebFinger for the actor's own handle leads back to
 * it (E-07, R-38). A user looks for the actor, so a deleted account may come back (C8).
 * @throws the errors of `fetchActor`; also NotFound if the host knows no such account
 */
export async function fetchHandle(app: App, handle: Handle, budget: Budget): Promise<Account> {
  const answer = await findActor(fetchWithin(app, budget), handle, { allowHttp: app.config.allowPrivateAddresses })
  if (answer.kind !== 'found') throw failureOf(handle, answer)
  if (app.uris.isLocal(answer.actorUri)) throw new Declined('host-claims-local-account', { host: handle.host })
  const account = await fetchActor(app, answer.actorUri, { budget, restores: true })
  const { username, host } = answer.subject
  if (account.acct_key !== acctKey(username, host)) throw new Declined('handle-mismatch', { acct: handle.acct })
  return account
}
