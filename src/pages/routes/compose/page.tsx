/**
 * `/compose`: the composer as a page of its own; with `?reply=ID` for an answer, with `?edit=ID` for a change, with
 * `?community=NAME@HOST` for a topic.
 */
import type { VNode } from 'preact'
import { ERROR_STATUS } from '../../../api/entities/error-status.ts'
import { Forbidden, NotFound } from '../../../core/errors.ts'
import { requireNotBanned } from '../../../core/policy/bans.ts'
import { requireMayReply } from '../../../core/policy/may-reply.ts'
import { findStatus } from '../../../core/statuses/find.ts'
import { requireOriginal } from '../../../core/statuses/require.ts'
import { loadStatuses, type StatusView } from '../../../core/statuses/view.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Status } from '../../../db/tables/statuses.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { parseId } from '../../../lib/ids.ts'
import { sentenceOf } from '../../../messages/sentence-of.ts'
import { Composer, type Draft } from '../../components/composer.tsx'
import { PostCard } from '../../components/post-card.tsx'
import { respond } from '../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../visit/visit.ts'
import { communityOf, requireCommunity } from './community.ts'
import { editDraft, newDraft, replyDraft, topicDraft } from './draft.ts'
import { fileFacts, presentUploads } from './files.ts'

export async function composePage(visit: Visit): Promise<Answer> {
  const visitor = requireVisitor(visit)
  const query = new URLSearchParams(visit.request.query)
  const [reply, edit, community] = [query.get('reply'), query.get('edit'), query.get('community')]
  if (edit !== null) return showComposer(visit, { draft: editDraft(visitor, await requirePost(visit, edit)) })
  if (community !== null) return showTopicComposer(visit, await requireCommunity(visit.app, community))
  if (reply === null) return showComposer(visit, { draft: newDraft(visitor) })
  const parent = await requirePost(visit, reply)
  const refusal = await refusalOf(requireMayReply(visit.app, visitor.account, parent.status))
  if (refusal) return showRefusal(visit, { title: 'Reply', refusal, parent })
  return showComposer(visit, { draft: replyDraft(visitor, parent), parent })
}

async function showTopicComposer(visit: Visit, community: Account): Promise<Answer> {
  const visitor = requireVisitor(visit)
  const refusal = await refusalOf(requireNotBanned(visit.app, visitor.account, community.id))
  if (refusal) return showRefusal(visit, { title: 'New post', refusal })
  return showComposer(visit, { draft: topicDraft(visitor, community) })
}

/** Nobody should write what would be refused. */
async function refusalOf(check: Promise<void>): Promise<Forbidden | undefined> {
  try {
    await check
  } catch (error) {
    if (error instanceof Forbidden) return error
    throw error
  }
}

interface RefusalView {
  title: string
  refusal: Forbidden
  parent?: StatusView
}

function showRefusal(visit: Visit, { title, refusal, parent }: RefusalView): Promise<Answer> {
  return respond(visit, {
    head: { title, noindex: true },
    status: ERROR_STATUS.forbidden,
    body: (
      <>
        <h1>{title}</h1>
        {parent && <Parent visit={visit} view={parent} />}
        <p class="notice">{sentenceOf(refusal.reason)}</p>
      </>
    ),
  })
}

/** The post itself, also if the id is that of a boost. @throws NotFound */
export async function requirePost(visit: Visit, text: string): Promise<StatusView> {
  const { account } = requireVisitor(visit)
  const id = parseId(text)
  const status = id === undefined ? undefined : await requireOriginal(visit.app, account, id).catch(onlyIfMissing)
  const [view] = status ? await loadStatuses(visit.app, [status.id], account) : []
  if (!view) throw new NotFound('no-visible-post')
  return view
}

function onlyIfMissing(error: unknown): undefined {
  if (!(error instanceof NotFound)) throw error
}

export interface ComposerView {
  draft: Draft
  /** The post that it answers. */
  parent?: StatusView | undefined
  notice?: string | undefined
  focus?: string | undefined
  problems?: Record<string, string>
  status?: number
}

export async function showComposer(visit: Visit, view: ComposerView): Promise<Answer> {
  const { parent, notice, focus, status = 200 } = view
  const present = await presentUploads(visit.app, requireVisitor(visit).account, view.draft)
  const { draft, uploads } = present
  const lost = [view.problems?.files, ...present.problems].filter((one) => one !== undefined)
  const problems = { ...view.problems, ...(lost.length > 0 && { files: lost.join(' ') }) }
  const title = titleOf(draft)
  const files = await fileFacts(visit.app, uploads)
  const community = await communityOf(visit.app, draft, {
    parent: parent?.status,
    edited: await editedPost(visit, draft),
  })
  return respond(visit, {
    head: { title, noindex: true },
    status,
    body: (
      <>
        <h1>{title}</h1>
        {parent && <Parent visit={visit} view={parent} />}
        <Composer
          visit={visit}
          draft={draft}
          files={files}
          community={community}
          notice={notice}
          focus={focus}
          problems={problems}
          isWholePage
        />
      </>
    ),
  })
}

/** The visitor's post that a draft changes, unless it is gone by now. */
async function editedPost(visit: Visit, { edit }: Draft): Promise<Status | undefined> {
  const id = edit === undefined ? undefined : parseId(edit)
  const status = id === undefined ? undefined : await findStatus(visit.app, id)
  return status?.account_id === requireVisitor(visit).account.id ? status : undefined
}

function titleOf({ edit, reply }: Draft): string {
  if (edit !== undefined) return 'Edit post'
  return reply === undefined ? 'New post' : 'Reply'
}

function Parent({ visit, view }: { visit: Visit; view: StatusView }): VNode {
  return (
    <div class="composer-parent">
      <PostCard visit={visit} view={view} variant="still" />
    </div>
  )
}
