/** `/@name/block`: says what follows before it happens. */
import { Form } from '../../components/form.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { respond } from '../../http/respond.tsx'
import { requireVisitor } from '../../visit/visit.ts'
import { pageOfAccount } from './find.tsx'

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
          <li>You stop following each other. An unblock does not bring this back.</li>
          <li>You no longer see each other’s posts, and the notifications between you disappear.</li>
          <li>This account can no longer follow you, reply to you, or like and boost your posts.</li>
          <li>
            {account.domain === null
              ? 'This account can find out that you blocked it.'
              : `${account.domain} is told, because it has to enforce the block. This account can find out.`}
          </li>
          <li>Your public posts remain public: anyone who is not signed in can read them.</li>
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
