/** `/@name/ID`, `/@name@host/ID`: a post with the posts it replies to and the replies to it. */
import type { VNode } from 'preact'
import type { App } from '../../../core/app.ts'
import { splitTitle } from '../../../core/statuses/split-title.ts'
import type { StatusView } from '../../../core/statuses/view.ts'
import { htmlToUnfoldedText } from '../../../lib/html/html-to-text.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import type { PageHead } from '../../components/layout.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { Thread } from '../../components/thread.tsx'
import { previewPicture } from '../../http/preview-picture.ts'
import { movedTo, respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'
import { aboveThread } from './above-thread.tsx'
import { findPost, isNamedBy } from './find.ts'
import { loadThreadPage } from './load-thread.ts'

const MAX_AGE_S = 30
const DESCRIPTION_LENGTH = 200

export async function statusPage(visit: Visit, handle: string, id: string): Promise<Answer> {
  const view = await findPost(visit, id)
  if (!isNamedBy(view, handle)) return toPresentHandle(view)
  if (!view.status.local && !visit.visitor) return remotePage(visit, view)
  const body = (
    <>
      <h1 class="unseen">Post and replies</h1>
      {await aboveThread(visit, view)}
      <Thread visit={visit} view={view} {...(await loadThreadPage(visit, view))} />
    </>
  )
  return respond(visit, { head: headOf(visit.app, view), body, maxAge: MAX_AGE_S })
}

/** Only our own handles are ours to promise. */
function toPresentHandle({ account, status }: StatusView): Answer {
  return movedTo(`${pagesOf(account)}/${status.id}`, status.local ? 301 : 302)
}

function headOf(app: App, view: StatusView): PageHead {
  const { status, account } = view
  const { content, content_warning } = status
  const summary = htmlToUnfoldedText(content_warning || content).slice(0, DESCRIPTION_LENGTH)
  const words = htmlToUnfoldedText(content_warning || splitTitle(status)?.title || content)
  return {
    title: `${nameOf(account)}: ${words.slice(0, 60)}`,
    description: summary,
    ...(status.local && { canonical: app.uris.statusPage(account.username, status.id) }),
    activity: status.uri,
    image: previewPicture(app, view),
    type: 'article',
    noindex: !status.local || !account.indexable || status.visibility !== 'public',
  }
}

/** Visitors read a post of another server there. */
export function remotePage(visit: Visit, view: StatusView): Promise<Answer> {
  const { host, href } = new URL(view.status.url ?? view.status.uri)
  return respond(visit, {
    head: { title: 'A post on another server', noindex: true },
    body: (
      <>
        <h1>A post on another server</h1>
        <p class="lead">
          <bdi>{nameOf(view.account)}</bdi> posted it on <bdi>{host}</bdi>.
        </p>
        <Away href={href} host={host} />
      </>
    ),
  })
}

function Away({ href, host }: { href: string; host: string }): VNode {
  return (
    <p>
      <a href={href} rel="nofollow noreferrer">
        Read it on {host}
      </a>
    </p>
  )
}
