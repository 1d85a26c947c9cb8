/** Receives a form with files, which go to disk while they arrive. */
import { BodyError } from '../body-error.ts'
import { eachPiece } from '../each-piece.ts'
import { MAX_PART_HEADS_BYTES, UPLOAD_WINDOW_BYTES } from '../limits.ts'
import type { IncomingRequest } from '../request.ts'
import type { Uploader } from '../upload-budget.ts'
import { boundaryOf } from './boundary.ts'
import { type FormLimits, ReceivedParts, type Texts, type UploadedFile } from './received-parts.ts'
import { PartSplitter } from './split-parts.ts'

/** Disposing of it removes the files that nobody has moved away. */
interface ReceivedForm extends AsyncDisposable {
  readonly texts: Texts
  readonly files: readonly UploadedFile[]
}

/**
 * Reads a whole form. Call it only after everything that can be checked without the body: whoever calls may write to the disk.
 * @param temporaryFile makes a path for a new file
 * @throws BodyError; RefusedPart; StorageFull; what `limits.beforeFiles` throws. No file is left then.
 */
export async function receiveForm(
  request: IncomingRequest,
  limits: FormLimits,
  uploader: Uploader,
  temporaryFile: () => Promise<string>,
): Promise<ReceivedForm> {
  const { body, hold, uploads } = request
  const boundary = boundaryOf(request.header('content-type') ?? '')
  if (!body || boundary === undefined) throw new BodyError('not-multipart')
  const maxBytes = maxBytesOf(limits)
  const isTooLong = Number(request.header('content-length') ?? 0) > maxBytes
  if (isTooLong && !limits.wantsTexts) throw new BodyError('too-long', maxBytes)
  const upload = uploads?.begin(uploader)
  const beforeFiles = (texts: Texts) => {
    limits.beforeFiles?.(texts)
    if (isTooLong) throw new BodyError('too-long', maxBytes)
  }
  const parts = new ReceivedParts({ ...limits, beforeFiles }, { temporaryFile, upload, hold })
  const dispose = () => parts.remove().finally(() => upload?.release())
  try {
    if (hold?.take(UPLOAD_WINDOW_BYTES) === false) throw new BodyError('no-room')
    await receive(parts, new PartSplitter(boundary), (take) => eachPiece(body, maxBytes, take))
  } catch (error) {
    await dispose()
    throw error
  }
  return { texts: parts.texts, files: parts.files, [Symbol.asyncDispose]: dispose }
}

async function receive(
  parts: ReceivedParts,
  splitter: PartSplitter,
  read: (take: (piece: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  await read(async (piece) => {
    for (const event of splitter.push(piece)) await parts.take(event)
  })
  if (!splitter.isComplete) throw new BodyError('not-multipart')
}

/** Of a whole body. */
function maxBytesOf({ files, maxTextBytes }: FormLimits): number {
  const ofFiles = Object.values(files).reduce((sum, { maxBytes, maxFiles = 1 }) => sum + maxBytes * maxFiles, 0)
  return ofFiles + maxTextBytes + MAX_PART_HEADS_BYTES
}
