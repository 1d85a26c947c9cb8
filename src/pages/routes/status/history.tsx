/** `/@name/ID/history`: the versions of an edited post. */
import type { VNode } from 'preact'
import { loadHistory, type StatusVersion } from '../../../core/edits/history.ts'
import { NotFound } from '../../../core/errors.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { pagesOf } from '../../components/person.tsx'
import { PostContent } from '../../components/post-content.tsx'
import { Time } from '../../components/time.tsx'
import { respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'
import { findPost } from './find.ts'

export async function historyPage(visit: Visit, _handle: string, id: string): Promise<Answer> {
  const view = await findPost(visit, id)
  if (view.boostOf || (!view.status.local && !visit.visitor)) throw new NotFound('no-public-post')
  const versions = await loadHistory(visit.app, view.status)
  return respond(visit, {
    head: { title: 'Edit history', noindex: true },
    body: (
      <>
        <h1>Edit history</h1>
        <p class="lead">
          <a href={`${pagesOf(view.account)}/${view.status.id}`}>Back to the post</a>
        </p>
        <ol class="posts">{versions.map(Version).reverse()}</ol>
      </>
    ),
  })
}

function Version(version: StatusVersion, index: number): VNode {
  return (
    <li class="version">
      <h2>
        {index === 0 ? 'Posted' : 'Edited'} <Time at={version.created_at} />
      </h2>
      <PostContent status={version} />
    </li>
  )
}
