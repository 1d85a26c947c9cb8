/** Takes the files that come with a draft, and finds those that it has. */
import type { App } from '../../../core/app.ts'
import { AtollError } from '../../../core/errors.ts'
import { MAX_ATTACHMENTS } from '../../../core/media/limits.ts'
import { failure, findUploads } from '../../../core/media/uploads/find.ts'
import { deleteUpload } from '../../../core/media/uploads/remove.ts'
import { uploadMedia } from '../../../core/media/uploads/upload.ts'
import { waitForUpload } from '../../../core/media/uploads/wait.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Media } from '../../../db/tables/media.ts'
import { SECOND } from '../../../lib/durations.ts'
import type { UploadedFile } from '../../../lib/http-server/multipart/received-parts.ts'
import type { Id } from '../../../lib/ids.ts'
import { isPicture } from '../../../lib/media/sniff.ts'
import { StorageFull } from '../../../lib/storage/storage.ts'
import { sentenceOf } from '../../../messages/sentence-of.ts'
import type { Draft } from '../../components/composer.tsx'
import type { FileFacts } from '../../components/draft-media.tsx'

/** How long a page waits for a picture that was just added, and for a film before it is posted. */
const WAIT_MS = 15 * SECOND

/** What the composer says about files, with the uploads of a draft that may be in its post. */
export async function fileFacts(
  { config, decoder }: App,
  uploads: FileFacts['uploads'] = new Map(),
): Promise<FileFacts> {
  const { mediaTypes } = await decoder.abilities()
  return {
    accept: mediaTypes.join(','),
    pictureMb: config.imageSize,
    filmMb: mediaTypes.every(isPicture) ? undefined : config.videoSize,
    uploads,
  }
}

/** Adds the files to the draft. A file that is refused has a sentence in `problems`. */
export async function addFiles(
  app: App,
  owner: Account,
  draft: Draft,
  files: readonly UploadedFile[],
): Promise<{ draft: Draft; problems: string[] }> {
  const room = MAX_ATTACHMENTS - draft.media.length
  const results = await Promise.all(files.slice(0, room).map((file) => take(app, owner, file)))
  const taken = results.filter((one) => typeof one !== 'string')
  const problems = results.filter((one) => typeof one === 'string')
  if (files.length > room) problems.push(`${sentenceOf(['media-too-many', { max: MAX_ATTACHMENTS }])}.`)
  const added = taken.map(({ id }) => ({ id, description: '', focus: null }))
  return { draft: { ...draft, media: [...draft.media, ...added] }, problems }
}

/** @returns the upload, or why it is refused */
async function take(app: App, owner: Account, file: UploadedFile): Promise<Media | string> {
  try {
    const stored = await uploadMedia(app, owner, { file })
    const upload = stored.type === 'image' ? await waitForUpload(app, stored.id, WAIT_MS) : stored
    if (upload.state !== 'failed') return upload
    await deleteUpload(app, owner, upload.id)
    throw failure(upload)
  } catch (error) {
    return `${file.fileName || 'A file'}: ${refusalSentence(error)}`
  }
}

function refusalSentence(error: unknown): string {
  if (error instanceof StorageFull) return sentenceOf(['media-no-space'])
  if (error instanceof AtollError) return sentenceOf(error.reason)
  throw error
}

/** Waits for those uploads of a draft that are not processed yet. */
export async function awaitUploads(app: App, owner: Account, draft: Draft): Promise<void> {
  const uploads = await findUploads(app, owner, idsIn(draft))
  const waiting = uploads.filter(({ state }) => state === 'waiting')
  await Promise.all(waiting.map(({ id }) => waitForUpload(app, id, WAIT_MS)))
}

/** Leaves out what is not there any more, or never was the author's, and what could not be processed. */
export async function presentUploads(
  app: App,
  owner: Account,
  draft: Draft,
): Promise<{ draft: Draft; uploads: Map<Id, Media>; problems: string[] }> {
  const found = await findUploads(app, owner, idsIn(draft))
  const free = found.filter(({ status_id }) => status_id === null || String(status_id) === draft.edit)
  const usable = free.filter(({ state }) => state !== 'failed')
  const problems = free.filter(({ state }) => state === 'failed').map((upload) => sentenceOf(failure(upload).reason))
  if (free.length < draft.media.length) problems.push(sentenceOf(['upload-gone']))
  const uploads = new Map(usable.map((upload) => [upload.id, upload]))
  return { draft: { ...draft, media: draft.media.filter(({ id }) => uploads.has(id)) }, uploads, problems }
}

export function idsIn({ media }: Draft): Id[] {
  return media.map(({ id }) => id)
}
