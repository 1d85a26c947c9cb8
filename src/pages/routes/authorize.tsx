/** The consent page: a person decides what an app may do (RFC 6749 section 4.1.1). */
import type { VNode } from 'preact'
import { acctOf } from '../../core/accounts/acct.ts'
import { allowApp } from '../../core/apps/allow.ts'
import {
  type AuthorizationRequest,
  answerAddress,
  type RefusedRequest,
  readAuthorizationRequest,
} from '../../core/apps/authorization-request.ts'
import { OUT_OF_BAND } from '../../core/apps/redirect-uris.ts'
import { isForRole } from '../../core/tokens/scopes.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Form } from '../components/form.tsx'
import { Avatar, nameOf } from '../components/person.tsx'
import { ScopeChoice, scopesIn } from '../components/scope-choice.tsx'
import { readForm } from '../http/form.ts'
import { withNext } from '../http/own-path.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../visit/visit.ts'

const PATH = '/oauth/authorize'

/** `/oauth/authorize?client_id=…` */
export async function authorizePage(visit: Visit): Promise<Answer> {
  const asked = await readAuthorizationRequest(visit.app, queryOf(visit))
  if ('error' in asked) return refusedPage(visit, asked)
  if (asked.forceLogin) return askForPassword(visit)
  const { account, user } = requireVisitor(visit)
  const scopes = asked.scopes.filter((scope) => isForRole(scope, user.role))
  return respond(visit, {
    head: { title: `Allow ${asked.client.name}?`, noindex: true },
    body: <Consent visit={visit} asked={{ ...asked, scopes }} account={account} />,
  })
}

export async function submitAuthorize(visit: Visit): Promise<Answer> {
  const { app } = visit
  const fields = await readForm(visit)
  const { user } = requireSender(visit)
  const asked = await readAuthorizationRequest(app, queryOf(visit))
  if ('error' in asked) return refusedPage(visit, asked)
  if (asked.forceLogin) return askForPassword(visit)
  const allowed = scopesIn(fields)
  const scopes = asked.scopes.filter((scope) => allowed.includes(scope) && isForRole(scope, user.role))
  if (fields.decision !== 'allow' || scopes.length === 0) return refuse(visit, asked)
  const code = await allowApp(app, user, asked.client, { ...asked, scopes })
  return asked.redirectUri === OUT_OF_BAND
    ? codePage(visit, asked, code)
    : leadTo(visit, answerAddress(asked, { code }))
}

function queryOf({ request }: Visit): URLSearchParams {
  return new URLSearchParams(request.query)
}

/** For `force_login`: asks once, even those who are signed in, and comes back without it. */
function askForPassword(visit: Visit): Answer {
  const query = queryOf(visit)
  query.delete('force_login')
  return leadTo(visit, withNext(visit.visitor ? '/auth/confirm' : '/auth/sign-in', `${PATH}?${query}`))
}

function refuse(visit: Visit, asked: AuthorizationRequest): Answer {
  if (asked.redirectUri === OUT_OF_BAND) return leadTo(visit, '/')
  return leadTo(visit, answerAddress(asked, { error: 'access_denied' }))
}

/**
 * What the app asked for is wrong. Anyone can register an app, so its address is shown and not opened: otherwise a
 * link to this server would lead wherever its author likes.
 */
function refusedPage(visit: Visit, asked: RefusedRequest): Promise<Answer> {
  const { client, redirectUri, error } = asked
  return respond(visit, {
    head: { title: 'That did not work', noindex: true },
    status: 400,
    body: (
      <>
        <h1>That did not work</h1>
        <p class="lead">
          <bdi>{client.name}</bdi> asked for something that it cannot have (<code>{error}</code>).
        </p>
        <p>
          <Destination uri={redirectUri} /> <a href={answerAddress(asked, { error })}>Tell the app</a>
        </p>
      </>
    ),
  })
}

/** For apps that cannot be redirected to: the person copies the code. */
function codePage(visit: Visit, { client }: AuthorizationRequest, code: string): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Your code', noindex: true },
    body: (
      <>
        <h1>One more step</h1>
        <p class="lead">
          Copy this code into <bdi>{client.name}</bdi>. It works once, in the next ten minutes.
        </p>
        <code class="key">{code}</code>
      </>
    ),
  })
}

interface ConsentProps {
  visit: Visit
  asked: AuthorizationRequest
  account: Account
}

function Consent({ visit, asked, account }: ConsentProps): VNode {
  const { client, scopes, redirectUri } = asked
  return (
    <>
      <h1>
        Allow <bdi>{client.name}</bdi> to use your account?
      </h1>
      <p class="person">
        <Avatar account={account} visit={visit} /> <bdi>{nameOf(account)}</bdi>{' '}
        <span class="handle">
          @<bdi>{acctOf(account)}</bdi>@{visit.app.uris.host}
        </span>{' '}
        <a href={withNext('/auth/accounts', `${PATH}?${visit.request.query}`)}>Use another account</a>
      </p>
      <Form visit={visit} class="sheet">
        <fieldset class="choices">
          <legend>It could</legend>
          {scopes.map((scope) => (
            <ScopeChoice scope={scope} isChosen />
          ))}
        </fieldset>
        <p class="hint">
          {redirectUri === OUT_OF_BAND ? (
            'You will get a code to copy into the app.'
          ) : (
            <Destination uri={redirectUri} />
          )}{' '}
          You can take this back at any time, in your settings.
        </p>
        <button type="submit" name="decision" value="allow">
          Allow
        </button>
        <button class="quiet" type="submit" name="decision" value="deny">
          Do not allow
        </button>
      </Form>
    </>
  )
}

/** Where the answer goes: a web address by its host, an app on this device by its scheme. */
function Destination({ uri }: { uri: string }): VNode {
  const { protocol, host } = new URL(uri)
  return /^https?:$/.test(protocol) ? (
    <>
      The answer goes to <bdi>{host}</bdi>.
    </>
  ) : (
    <>
      The answer goes to the app on this device that opens <code>{`${protocol}//`}</code> addresses.
    </>
  )
}
