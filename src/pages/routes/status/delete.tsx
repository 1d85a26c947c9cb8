/** `/@name/ID/delete`: asks before a post is deleted. */

import { NotFound } from '../../../core/errors.ts'
import { spend } from '../../../core/rate-limits/spend.ts'
import { deleteStatus } from '../../../core/statuses/delete.ts'
import type { StatusView } from '../../../core/statuses/view.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Form } from '../../components/form.tsx'
import { pagesOf } from '../../components/person.tsx'
import { PostCard } from '../../components/post-card.tsx'
import { readForm } from '../../http/form.ts'
import { ownPath } from '../../http/own-path.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../../visit/visit.ts'
import { findPost } from './find.ts'

export async function deletePage(visit: Visit, _handle: string, id: string): Promise<Answer> {
  const view = await findOwn(visit, id)
  const back = ownPath(new URLSearchParams(visit.request.query).get('back')) ?? '/home'
  return respond(visit, {
    head: { title: 'Delete this post?', noindex: true },
    body: (
      <>
        <h1>Delete this post?</h1>
        <p class="lead">
          It disappears here at once, with its likes and boosts. Other servers that have it are asked to delete it too.
          This cannot be undone.
        </p>
        <PostCard visit={visit} view={view} variant="still" />
        <Form visit={visit} class="decision">
          <input type="hidden" name="back" value={back} />
          <button class="danger" type="submit">
            Delete
          </button>
          <a href={back}>Keep it</a>
        </Form>
      </>
    ),
  })
}

export async function submitDelete(visit: Visit, _handle: string, id: string): Promise<Answer> {
  const { account } = requireSender(visit)
  const { back } = await readForm(visit)
  const { status } = await findOwn(visit, id)
  spend(visit.app, 'deletes', String(account.id))
  await deleteStatus(visit.app, account, status.id)
  const path = ownPath(back) ?? '/home'
  // The page of the post itself is gone.
  return leadTo(visit, path.startsWith(`${pagesOf(account)}/${status.id}`) ? '/home' : path)
}

/** @throws NotFound if the post is not the visitor's own */
async function findOwn(visit: Visit, id: string): Promise<StatusView> {
  const { account } = requireVisitor(visit)
  const view = await findPost(visit, id)
  if (view.status.account_id !== account.id || view.boostOf) throw new NotFound('no-own-post')
  return view
}
