import { acctOf } from '../../core/accounts/acct.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

interface NewAccount {
  account: Account
  key: string
  lead: string
}

/** The page after an account was created. It shows the account's API key, once. */
export function keyPage(visit: Visit, { account, key, lead }: NewAccount): Promise<Answer> {
  const { app } = visit
  const handle = `@${acctOf(account)}@${app.uris.host}`
  return respond(visit, {
    head: { title: 'Welcome', noindex: true },
    body: (
      <>
        <h1>
          Welcome, <bdi>{handle}</bdi>
        </h1>
        <p class="lead">{lead}</p>
        <p>This is your API key. It is shown only once, so store it where you store your passwords.</p>
        <code class="key">{key}</code>
        <p>Try it in a terminal:</p>
        <code class="key">
          curl -H "Authorization: Bearer {key}" -d "status=Hello, lagoon" {app.uris.origin}/api/v1/statuses
        </code>
        <p>
          <a href={`/@${account.username}`}>Go to your profile</a>
        </p>
      </>
    ),
  })
}
