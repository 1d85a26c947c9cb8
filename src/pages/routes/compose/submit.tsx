/** Posts what the composer sends, or shows it again with what is wrong about it. */
import { createHash } from 'node:crypto'
import { ERROR_STATUS } from '../../../api/entities/error-status.ts'
import { editStatus } from '../../../core/edits/edit.ts'
import { AtollError, Invalid, NotFound } from '../../../core/errors.ts'
import type { SignedIn } from '../../../core/sessions/find.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import type { Status } from '../../../db/tables/statuses.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { parseId } from '../../../lib/ids.ts'
import { sentenceOf } from '../../../messages/sentence-of.ts'
import type { Draft } from '../../components/composer.tsx'
import { problemsOf, readForm } from '../../http/form.ts'
import { leadTo } from '../../http/respond.tsx'
import { requireSender, type Visit } from '../../visit/visit.ts'
import { readDraft } from './draft.ts'
import { requirePost, showComposer } from './page.tsx'

/** More than the longest post in any script, so that a draft which is too long comes back to its author. */
const MAX_DRAFT_BYTES = 262_144

export async function submitCompose(visit: Visit): Promise<Answer> {
  const visitor = requireSender(visit)
  const draft = readDraft(visitor, await readForm(visit, MAX_DRAFT_BYTES))
  try {
    const status = await send(visit, visitor, draft)
    const isNew = draft.edit === undefined && draft.reply === undefined
    return leadTo(visit, isNew ? '/home' : `/@${visitor.account.username}/${status.id}#post-${status.id}`)
  } catch (error) {
    return refused(visit, draft, error)
  }
}

async function send({ app }: Visit, { account, user }: SignedIn, draft: Draft): Promise<Status> {
  const { text, content_warning, visibility, language } = draft
  if (draft.edit !== undefined) return editStatus(app, account, idOf(draft.edit), { text, content_warning, language })
  const written = {
    text: text.trim(),
    content_warning,
    visibility,
    language,
    sensitive: user.default_sensitive,
    in_reply_to_id: draft.reply === undefined ? undefined : idOf(draft.reply),
  }
  return createStatus(app, account, written, { idempotencyKey: keyOf(draft) })
}

function idOf(text: string): number {
  const id = parseId(text)
  if (id === undefined) throw new NotFound()
  return id
}

/** A browser may show a form again after it was sent. With another text it is another post. */
function keyOf({ key, text, content_warning, visibility, language, reply }: Draft): string {
  const parts = JSON.stringify([key, text, content_warning, visibility, language, reply])
  return createHash('sha256').update(parts).digest('base64url')
}

/** The draft comes back as it was, with what is wrong beside its field. */
async function refused(visit: Visit, draft: Draft, error: unknown): Promise<Answer> {
  if (!(error instanceof AtollError)) throw error
  const problems = error instanceof Invalid ? problemsOf(error) : {}
  const isNamed = Object.keys(problems).length > 0
  return showComposer(visit, {
    draft,
    parent: draft.reply === undefined ? undefined : await requirePost(visit, draft.reply).catch(() => undefined),
    problems: isNamed ? problems : { form: sentenceFor(error) },
    status: ERROR_STATUS[error.kind],
  })
}

function sentenceFor(error: AtollError): string {
  return error.code === 'record-not-found' ? sentenceOf(['no-visible-post']) : sentenceOf(error.reason)
}
