/** Reads what was sent to an endpoint: fields and, if it takes them, files. */
import type { App } from '../../core/app.ts'
import { InvalidFields } from '../../core/errors.ts'
import type { Viewer } from '../../core/tokens/find.ts'
import { receiveForm } from '../../lib/http-server/multipart/receive-form.ts'
import type { FileLimit, UploadedFile } from '../../lib/http-server/multipart/received-parts.ts'
import { RefusedPart } from '../../lib/http-server/multipart/refused-part.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { partProblems } from '../../messages/part-problems.ts'
import type { Endpoint, FileFields } from './endpoint.ts'
import type { Fields } from './nest-fields.ts'
import { fieldsOf, MAX_API_BYTES, readFields, refuseCompressed } from './read-fields.ts'

interface Sent extends AsyncDisposable {
  fields: Fields
  files: Record<string, UploadedFile>
}

interface Sender {
  viewer: Viewer | undefined
  network: string
}

/**
 * Disposing of it removes the files that the handler has not moved away. Only a viewer may send files.
 * @throws what `readFields` throws; InvalidFields for a text where a file is expected, or the reverse
 */
export async function readSent(app: App, { files }: Endpoint, request: IncomingRequest, by: Sender): Promise<Sent> {
  const isMultipart = /^multipart\/form-data(?:;|$)/i.test(request.header('content-type') ?? '')
  if (files && by.viewer && isMultipart) return receive(app, files, request, { ...by, viewer: by.viewer })
  const fields = await readFields(request)
  if (files) refuseTexts(app, files, fields)
  return { fields, files: {}, [Symbol.asyncDispose]: async () => {} }
}

async function receive(
  app: App,
  files: FileFields,
  request: IncomingRequest,
  { viewer, network }: Sender & { viewer: Viewer },
): Promise<Sent> {
  refuseCompressed(request)
  const limits = { files: limitsOf(app, files), maxTextBytes: MAX_API_BYTES }
  const uploader = { network, account: String(viewer.account.id) }
  const temporaryFile = () => app.storage.temporaryFile()
  await using stack = new AsyncDisposableStack()
  const form = stack.use(await receiveForm(request, limits, uploader, temporaryFile).catch(asInvalid))
  const fields = fieldsOf(request, form.texts)
  refuseTexts(app, files, fields)
  const received = Object.fromEntries(form.files.map((file) => [file.field, file]))
  const kept = stack.move()
  return { fields, files: received, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function limitsOf({ config }: App, files: FileFields): Record<string, FileLimit> {
  return Object.fromEntries(Object.entries(files).map(([field, maxBytes]) => [field, { maxBytes: maxBytes(config) }]))
}

function asInvalid(error: unknown): never {
  throw error instanceof RefusedPart ? new InvalidFields(partProblems(error)) : error
}

/**
 * An empty text is no file, as in a form whose input was left empty. Nor is an address of ours: clients send it for a
 * picture that stays.
 */
function refuseTexts({ uris }: App, files: FileFields, fields: Fields): void {
  const isNone = (value: unknown) => value === '' || (typeof value === 'string' && uris.leadsHere(value))
  const given = Object.keys(files).filter((field) => !isNone(fields[field] ?? ''))
  if (given.length > 0) throw new InvalidFields(Object.fromEntries(given.map((field) => [field, [['text-for-file']]])))
}
