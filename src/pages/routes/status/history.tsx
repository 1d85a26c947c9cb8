/** `/@name/ID/history`: the versions of an edited post. */
import type { VNode } from 'preact'
import { loadHistory, type StatusVersion } from '../../../core/edits/history.ts'
import { NotFound } from '../../../core/errors.ts'
import type { Uris } from '../../../core/own-uris.ts'
import { htmlToText } from '../../../lib/html/html-to-text.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { wordDiff } from '../../../lib/text/word-diff.ts'
import { pagesOf } from '../../components/person.tsx'
import { PostContent } from '../../components/post-content.tsx'
import { Time } from '../../components/time.tsx'
import { offsetOf } from '../../http/page-of.ts'
import { respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'
import { findPost } from './find.ts'

/** Each is compared with the one before it, which takes time. */
const VERSIONS_PER_PAGE = 20

export async function historyPage(visit: Visit, _handle: string, id: string): Promise<Answer> {
  const view = await findPost(visit, id)
  if (view.boostOf || (!view.status.local && !visit.visitor)) throw new NotFound('no-public-post')
  const versions = (await loadHistory(visit.app, view.status)).reverse()
  const from = offsetOf(visit.request)
  const end = from + VERSIONS_PER_PAGE
  const path = `${pagesOf(view.account)}/${view.status.id}`
  return respond(visit, {
    head: { title: 'Edit history', noindex: true },
    body: (
      <>
        <h1>Edit history</h1>
        <p class="lead">
          <a href={path}>Back to the post</a>
        </p>
        <ol class="posts">
          {versions.slice(from, end).map((version, at) => (
            <Version uris={visit.app.uris} version={version} before={versions[from + at + 1]} />
          ))}
        </ol>
        {end < versions.length && (
          <p class="more">
            <a href={`${path}/history?from=${end}`}>Earlier versions</a>
          </p>
        )}
      </>
    ),
  })
}

interface VersionProps {
  uris: Uris
  version: StatusVersion
  before: StatusVersion | undefined
}

/** A version as it was shown, and what changed in it. */
function Version({ uris, version, before }: VersionProps): VNode {
  return (
    <li class="version">
      <h2>
        {before ? 'Edited' : 'Posted'} <Time at={version.created_at} />
      </h2>
      {before && <Changes before={before} after={version} />}
      <PostContent uris={uris} status={version} />
    </li>
  )
}

function Changes({ before, after }: { before: StatusVersion; after: StatusVersion }): VNode | null {
  const parts = wordDiff(textOf(before), textOf(after))
  if (parts.every(({ kind }) => kind === 'same')) return null
  return (
    <details class="changes">
      <summary>What changed</summary>
      <p dir="auto">
        {parts.map(({ kind, text }) => {
          if (kind === 'same') return text
          return kind === 'added' ? <ins>{text}</ins> : <del>{text}</del>
        })}
      </p>
    </details>
  )
}

function textOf({ content_warning, content }: StatusVersion): string {
  return [content_warning, htmlToText(content)].filter(Boolean).join('\n')
}
