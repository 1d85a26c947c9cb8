/** Posts what the composer sends, or shows it again: with files that were added, or with what is wrong about it. */
import { ERROR_STATUS } from '../../../api/entities/error-status.ts'
import { AtollError, Invalid } from '../../../core/errors.ts'
import { MAX_ATTACHMENTS, maxUploadBytes } from '../../../core/media/limits.ts'
import { spend } from '../../../core/rate-limits/spend.ts'
import type { SignedIn } from '../../../core/sessions/find.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import type { UploadedFile } from '../../../lib/http-server/multipart/received-parts.ts'
import { StorageFull } from '../../../lib/storage/storage.ts'
import { sentenceOf } from '../../../messages/sentence-of.ts'
import type { Draft } from '../../components/composer.tsx'
import { STORAGE_FULL } from '../../http/error-page.tsx'
import { type FormFields, problemsOf } from '../../http/form.ts'
import { mayHaveFiles, readFormWithFiles } from '../../http/form-with-files.ts'
import { leadTo } from '../../http/respond.tsx'
import { requireSender, type Visit } from '../../visit/visit.ts'
import { MAX_DRAFT_BYTES, readDraft } from './draft.ts'
import { addFiles, awaitUploads } from './files.ts'
import { type ComposerView, requirePost, showComposer } from './page.tsx'
import { sendDraft } from './send.ts'
import { keepDraft } from './signed-out.tsx'
import { focusAfter, takeStep } from './steps.ts'

export async function submitCompose(visit: Visit): Promise<Answer> {
  if (!visit.visitor && !visit.newcomer && mayHaveFiles(visit)) return keepDraft(visit)
  const visitor = requireSender(visit)
  let sent: FormFields | undefined
  const files = { files: { maxBytes: maxUploadBytes(visit.app.config), maxFiles: MAX_ATTACHMENTS } }
  const onTexts = (fields: FormFields) => {
    sent = fields
  }
  const spendUpload = () => spend(visit.app, 'uploads', String(visitor.account.id))
  try {
    const limits = { files, maxBytes: MAX_DRAFT_BYTES, onTexts, beforeFiles: spendUpload }
    await using form = await readFormWithFiles(visit, limits)
    sent = form.fields
    form.files.slice(1).forEach(spendUpload)
    return await answer(visit, visitor, { draft: readDraft(visitor, sent), files: form.files, step: sent.step })
  } catch (error) {
    if (!sent) throw error
    return refused(visit, readDraft(visitor, sent), error)
  }
}

interface Sent {
  draft: Draft
  files: readonly UploadedFile[]
  /** The button that was pressed, unless it was that which posts. */
  step: string | undefined
}

async function answer(visit: Visit, visitor: SignedIn, { draft, files, step }: Sent): Promise<Answer> {
  const { app } = visit
  const { account } = visitor
  if (files.length > 0) return showAdded(visit, visitor, { draft: takeStep(draft, step), files })
  if (step === undefined || step === 'check') await awaitUploads(app, account, draft)
  if (step !== undefined) return again(visit, { draft: takeStep(draft, step), focus: focusAfter(draft, step) })
  const status = await sendDraft(app, visitor, draft)
  const isNew = draft.edit === undefined && draft.reply === undefined
  return leadTo(visit, isNew ? '/home' : `/@${account.username}/${status.id}#post-${status.id}`)
}

/** Files are never posted in the step that brings them, so that everybody is asked once what they show. */
async function showAdded(visit: Visit, { account }: SignedIn, sent: Omit<Sent, 'step'>): Promise<Answer> {
  const { draft, problems } = await addFiles(visit.app, account, sent.draft, sent.files)
  const added = draft.media.length - sent.draft.media.length
  const them = added === 1 ? 'it' : 'them'
  const action = draft.edit === undefined ? 'post' : 'save'
  const notice = `Added. Describe ${them} for people who cannot see ${them}, or ${action} as it is.`
  return again(visit, {
    draft,
    ...(added > 0 && { notice }),
    ...(problems.length > 0 && { problems: { files: problems.join(' ') }, status: ERROR_STATUS.invalid }),
  })
}

async function again(visit: Visit, view: ComposerView): Promise<Answer> {
  const { reply } = view.draft
  const parent = reply === undefined ? undefined : await requirePost(visit, reply).catch(() => undefined)
  return showComposer(visit, { ...view, parent })
}

/** The draft comes back as it was, with what is wrong beside its field. */
async function refused(visit: Visit, draft: Draft, error: unknown): Promise<Answer> {
  if (error instanceof StorageFull)
    return again(visit, { draft, problems: { files: sentenceOf(['media-no-space']) }, status: STORAGE_FULL })
  if (!(error instanceof AtollError)) throw error
  const status = ERROR_STATUS[error.kind]
  if (error.code === 'form-too-long')
    return again(visit, { draft, problems: { files: sentenceOf(['files-too-large']) }, status })
  const problems = error instanceof Invalid ? problemsOf(error) : {}
  const isNamed = Object.keys(problems).length > 0
  return again(visit, { draft, problems: isNamed ? problems : { form: sentenceFor(error) }, status })
}

function sentenceFor(error: AtollError): string {
  if (error.code === 'form-expired') return sentenceOf(['draft-expired'])
  return error.code === 'record-not-found' ? sentenceOf(['no-visible-post']) : sentenceOf(error.reason)
}
