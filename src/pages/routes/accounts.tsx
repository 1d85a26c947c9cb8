/** `/auth/accounts`: the accounts that are signed in, in this browser. */
import type { VNode } from 'preact'
import { acctOf } from '../../core/accounts/acct.ts'
import type { SignedIn } from '../../core/sessions/find.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { type Id, parseId } from '../../lib/ids.ts'
import { Form } from '../components/form.tsx'
import { Avatar, nameOf } from '../components/person.tsx'
import { readForm } from '../http/form.ts'
import { nextOf, withNext } from '../http/own-path.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { otherAccounts, signOutHere, switchAccount } from '../visit/accounts.ts'
import { SignInNeeded, type Visit } from '../visit/visit.ts'

const PATH = '/auth/accounts'

/** `?next=/path` is where a switch leads to. */
export async function accountsPage(visit: Visit): Promise<Answer> {
  const inUse = visit.visitor
  const others = await otherAccounts(visit)
  if (!inUse && others.length === 0) throw new SignInNeeded()
  return respond(visit, {
    head: { title: 'Your accounts', noindex: true },
    body: (
      <>
        <h1>Your accounts</h1>
        <p class="lead">These accounts are signed in, in this browser.</p>
        <ul class="rows">
          {[...(inUse ? [inUse] : []), ...others].map((entry) => (
            <Row visit={visit} entry={entry} isInUse={entry === inUse} />
          ))}
        </ul>
        <p>
          <a href={`${withNext('/auth/sign-in', nextOf(visit.request, '/'))}&add=1`}>Sign in to another account</a>
        </p>
      </>
    ),
  })
}

/** Switches to an account, or signs one out. */
export async function changeAccounts(visit: Visit): Promise<Answer> {
  const fields = await readForm(visit)
  const chosen = parseId(fields.switch)
  if (chosen !== undefined) {
    await switchAccount(visit, chosen)
    return leadTo(visit, nextOf(visit.request, '/'))
  }
  const ended = parseId(fields.end)
  await signOutHere(visit, ({ account }) => account.id === ended)
  return leadTo(visit, withNext(PATH, nextOf(visit.request, '/')))
}

interface RowProps {
  visit: Visit
  entry: SignedIn
  isInUse: boolean
}

function Row({ visit, entry: { account }, isInUse }: RowProps): VNode {
  return (
    <li>
      <div class="person">
        <Avatar account={account} visit={visit} />
        <p>
          <b>
            <bdi>{nameOf(account)}</bdi>
          </b>
          {isInUse && ' (in use)'}
          <span class="handle">
            @<bdi>{acctOf(account)}</bdi>@{visit.app.uris.host}
          </span>
        </p>
      </div>
      <Form visit={visit} class="buttons">
        {!isInUse && <AccountButton name="switch" id={account.id} label="Switch" handle={account.username} />}
        <AccountButton name="end" id={account.id} label="Sign out" handle={account.username} />
      </Form>
    </li>
  )
}

/** Its name says which account it is about, for those who do not see where it stands. */
function AccountButton({ name, id, label, handle }: { name: string; id: Id; label: string; handle: string }): VNode {
  return (
    <button class="quiet" type="submit" name={name} value={String(id)} aria-label={`${label}: @${handle}`}>
      {label}
    </button>
  )
}
