/** Removes notifications: one, those that are shown as one, or all. */
import { NotFound } from '../../../core/errors.ts'
import { clearNotifications, dismissNotification } from '../../../core/notifications/dismiss.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { parseId } from '../../../lib/ids.ts'
import { Form } from '../../components/form.tsx'
import { backFrom } from '../../http/back.ts'
import { readForm } from '../../http/form.ts'
import { POSTS_PER_PAGE } from '../../http/page-of.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../../visit/visit.ts'

/** One that is gone already is no error: the form may be sent twice. */
export async function submitDismiss(visit: Visit): Promise<Answer> {
  const { account } = requireSender(visit)
  const fields = await readForm(visit)
  for (const text of (fields.ids ?? '').split(' ', POSTS_PER_PAGE)) {
    const id = parseId(text)
    if (id !== undefined) await dismissNotification(visit.app, account, id).catch(unlessGone)
  }
  return leadTo(visit, backFrom(fields, '/notifications'))
}

function unlessGone(error: unknown): void {
  if (!(error instanceof NotFound)) throw error
}

export async function clearPage(visit: Visit): Promise<Answer> {
  requireVisitor(visit)
  return respond(visit, {
    head: { title: 'Clear notifications', noindex: true },
    body: (
      <>
        <h1>Clear all notifications?</h1>
        <p class="lead">They disappear from this page and from your apps. The posts and follows themselves remain.</p>
        <Form visit={visit} action="/notifications/clear">
          <div class="decision">
            <button type="submit">Clear all</button>
            <a href="/notifications">Cancel</a>
          </div>
        </Form>
      </>
    ),
  })
}

export async function submitClear(visit: Visit): Promise<Answer> {
  const { account } = requireSender(visit)
  await readForm(visit)
  await clearNotifications(visit.app, account)
  return leadTo(visit, '/notifications')
}
