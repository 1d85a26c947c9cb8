import type { VNode } from 'preact'
import type { App } from '../../core/app.ts'
import { Gone, NotFound } from '../../core/errors.ts'
import { requireVisible } from '../../core/statuses/require.ts'
import { loadStatuses, type StatusView } from '../../core/statuses/view.ts'
import { loadThread } from '../../core/threads/thread.ts'
import { isTombstoned } from '../../core/tombstones/tombstone.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { htmlToText } from '../../lib/html/html-to-text.ts'
import { type Answer, redirect } from '../../lib/http-server/answer.ts'
import { type Id, parseId } from '../../lib/ids.ts'
import type { PageHead } from '../components/layout.tsx'
import { nameOf } from '../components/person.tsx'
import { Post } from '../components/post.tsx'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

const MAX_AGE_S = 30
const DESCRIPTION_LENGTH = 200

/** `/@name/ID`: a post with the posts it replies to and the replies to it. */
export async function statusPage(visit: Visit, username: string, text: string): Promise<Answer> {
  const { app } = visit
  const viewer = visit.visitor?.account
  const status = await requireLocal(visit, text)
  const { ancestors, descendants } = await loadThread(app, status, viewer)
  const [before, [view], after] = await Promise.all([
    loadStatuses(app, ancestors, viewer),
    loadStatuses(app, [status.id], viewer),
    loadStatuses(app, descendants, viewer),
  ])
  if (!view) throw new NotFound('no-public-post')
  const author = view.account.username
  if (author !== username) return redirect(301, app.uris.statusPage(author, status.id))
  return respond(visit, {
    head: headOf(app, view),
    body: <Thread before={before} view={view} after={after} />,
    maxAge: MAX_AGE_S,
  })
}

async function requireLocal({ app, visitor }: Visit, text: string): Promise<Status> {
  const id: Id | undefined = parseId(text)
  if (id === undefined) throw new NotFound('no-public-post')
  if (await isTombstoned(app.db, app.uris.status(id))) throw new Gone('post-deleted')
  const status = await requireVisible(app, visitor?.account, id).catch(() => undefined)
  if (!status?.local) throw new NotFound('no-public-post')
  return status
}

function headOf(app: App, { status, account }: StatusView): PageHead {
  const summary = htmlToText(status.content_warning || status.content).slice(0, DESCRIPTION_LENGTH)
  return {
    title: `${nameOf(account)}: ${summary.slice(0, 60)}`,
    description: summary,
    canonical: app.uris.statusPage(account.username, status.id),
    activity: status.uri,
    image: account.avatar_url,
    type: 'article',
    noindex: !account.indexable || status.visibility !== 'public',
  }
}

interface ThreadProps {
  before: readonly StatusView[]
  view: StatusView
  after: readonly StatusView[]
}

function Thread({ before, view, after }: ThreadProps): VNode {
  return (
    <>
      <h1 class="skip">Post and replies</h1>
      <ol class="posts thread">
        {before.map((one) => (
          <li>
            <Post view={one} />
          </li>
        ))}
        <li>
          <Post view={view} focus />
        </li>
        {after.map((one) => (
          <li>
            <Post view={one} />
          </li>
        ))}
      </ol>
    </>
  )
}
