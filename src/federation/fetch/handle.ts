/** Fetches the account of a handle. */
import type { Handle } from '../../activitypub/handle.ts'
import { findActor } from '../../activitypub/webfinger.ts'
import { acctKey } from '../../core/accounts/acct.ts'
import type { App } from '../../core/app.ts'
import { Declined, NotFound, Unavailable } from '../../core/errors.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { fetchActor } from './actor.ts'
import { type Budget, fetchWithin } from './budget.ts'

/**
 * Asks the host of a handle for the actor (E-06), and requires that WebFinger for the actor's own handle leads back to
 * it (E-07, R-38).
 * @throws the errors of `fetchActor`; also NotFound if the host knows no such account
 */
export async function fetchHandle(app: App, handle: Handle, budget: Budget): Promise<Account> {
  const answer = await findActor(fetchWithin(app, budget), handle, { allowHttp: app.config.allowPrivateAddresses })
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
