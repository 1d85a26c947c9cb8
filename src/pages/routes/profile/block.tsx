/** `/@name/block`: says what follows before it happens. */
import { isCommunity } from '../../../core/policy/community.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import { Form } from '../../components/form.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { respond } from '../../http/respond.tsx'
import { requireVisitor } from '../../visit/visit.ts'
import { pageOfAccount } from './find.tsx'

function forAccount({ domain }: Account): string[] {
  return [
    'You stop following each other. An unblock does not bring this back.',
    'You no longer see each other’s posts, and the notifications between you disappear.',
    'This account can no longer follow you, reply to you, or like and boost your posts.',
    domain === null
      ? 'This account can find out that you blocked it.'
      : `${domain} is told, because it has to enforce the block. This account can find out.`,
    'Your public posts remain public: anyone who is not signed in can read them.',
  ]
}

function forCommunity({ domain }: Account): string[] {
  return [
    'You leave this community. An unblock does not bring this back.',
    'It no longer shows you its topics, and its notifications to you disappear.',
    'Its members can still write to you. You can block each of them.',
    `${domain} is told.`,
  ]
}

export const blockPage = pageOfAccount('/block', async (visit, account) => {
  requireVisitor(visit)
  return respond(visit, {
    head: { title: `Block ${nameOf(account)}`, noindex: true },
    body: (
      <>
        <h1>
          Block <bdi>{nameOf(account)}</bdi>?
        </h1>
        <ul class="consequences">
          {(isCommunity(account) ? forCommunity(account) : forAccount(account)).map((text) => (
            <li>{text}</li>
          ))}
        </ul>
        <Form visit={visit} action={`${pagesOf(account)}/block`}>
          <div class="decision">
            <button type="submit" class="danger">
              Block
            </button>
            <a href={pagesOf(account)}>Cancel</a>
          </div>
        </Form>
      </>
    ),
  })
})
