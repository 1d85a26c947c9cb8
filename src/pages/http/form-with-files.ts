/** Reads the forms of pages that may have files. */
import { InvalidFields } from '../../core/errors.ts'
import { receiveForm } from '../../lib/http-server/multipart/receive-form.ts'
import type { FileLimit, Texts, UploadedFile } from '../../lib/http-server/multipart/received-parts.ts'
import { RefusedPart } from '../../lib/http-server/multipart/refused-part.ts'
import { partProblems } from '../../messages/part-problems.ts'
import { requireVisitor, type Visit } from '../visit/visit.ts'
import { type FormFields, formFieldsOf, readForm, refuseBody, requireFormToken } from './form.ts'

interface FormWithFiles extends AsyncDisposable {
  fields: FormFields
  files: readonly UploadedFile[]
}

interface Limits {
  /** The fields that take files. */
  files: Readonly<Record<string, FileLimit>>
  /** Of the texts. */
  maxBytes: number
  /**
   * Is given the texts before the first file, before anything is checked. If the form is then refused, they can be shown
   * to their sender again, and nothing else may be done with them.
   */
  onTexts?: (fields: FormFields) => void
  /** Called before the first file of a form that is accepted until then. It throws to refuse the form. */
  beforeFiles?: () => void
}

/**
 * Its token must come before its files. Disposing of it removes the files that nobody has moved away.
 * @throws what `readForm` throws; SignInNeeded; Forbidden for a file that is too long; InvalidFields for a file that the
 *   form does not ask for
 */
export async function readFormWithFiles(visit: Visit, { files, maxBytes, ...on }: Limits): Promise<FormWithFiles> {
  const { app, caller, request } = visit
  if (!mayHaveFiles(visit))
    return { fields: await readForm(visit, maxBytes), files: [], [Symbol.asyncDispose]: async () => {} }
  const uploader = { network: caller.network, account: String(requireVisitor(visit).account.id) }
  const requireToken = (texts: Texts) => {
    on.onTexts?.(formFieldsOf(texts))
    requireFormToken(visit, formFieldsOf(texts))
  }
  const beforeFiles = (texts: Texts) => {
    requireToken(texts)
    on.beforeFiles?.()
  }
  const limits = { files, maxTextBytes: maxBytes, beforeFiles, wantsTexts: on.onTexts !== undefined }
  await using stack = new AsyncDisposableStack()
  const form = stack.use(
    await receiveForm(request, limits, uploader, () => app.storage.temporaryFile()).catch(refuseForm),
  )
  requireToken(form.texts)
  const kept = stack.move()
  return { fields: formFieldsOf(form.texts), files: form.files, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Whether the form was sent in the type that can hold files. */
export function mayHaveFiles({ request }: Visit): boolean {
  return request.header('content-type')?.startsWith('multipart/form-data') ?? false
}

/** Ends the reading of a form. */
class FilesBegin extends Error {
  readonly texts: Texts
  constructor(texts: Texts) {
    super('files begin')
    this.texts = texts
  }
}

/**
 * The texts before the first file of a form, from whoever sends it. Nothing is checked, so they may only be shown to
 * their sender again. No file is received.
 */
export async function readTextsOnly({ caller, request }: Visit, files: string, maxBytes: number): Promise<FormFields> {
  const beforeFiles = (texts: Texts) => {
    throw new FilesBegin(texts)
  }
  const limits = { files: { [files]: { maxBytes: 0 } }, maxTextBytes: maxBytes, beforeFiles, wantsTexts: true }
  const uploader = { network: caller.network, account: '' }
  const noFile = () => Promise.reject(new Error('Nobody may send a file here.'))
  try {
    await using form = await receiveForm(request, limits, uploader, noFile)
    return formFieldsOf(form.texts)
  } catch (error) {
    if (error instanceof FilesBegin) return formFieldsOf(error.texts)
    return refuseForm(error)
  }
}

function refuseForm(error: unknown): never {
  if (error instanceof RefusedPart) throw new InvalidFields(partProblems(error))
  return refuseBody(error)
}
