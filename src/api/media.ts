/** Uploads of pictures, films and sounds, until they are attached to a post. */
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { InvalidFields } from '../core/errors.ts'
import { maxPictureBytes, maxUploadBytes } from '../core/media/limits.ts'
import { changeUpload } from '../core/media/uploads/change.ts'
import { failure, findUnattached } from '../core/media/uploads/find.ts'
import { deleteUpload } from '../core/media/uploads/remove.ts'
import { uploadMedia } from '../core/media/uploads/upload.ts'
import { waitForUpload } from '../core/media/uploads/wait.ts'
import type { Viewer } from '../core/tokens/find.ts'
import type { Media } from '../db/tables/media.ts'
import { SECOND } from '../lib/durations.ts'
import type { UploadedFile } from '../lib/http-server/multipart/received-parts.ts'
import { EmptyEntity } from './entities/empty.ts'
import { MediaAttachmentEntity, renderUpload } from './entities/media-attachment.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { mediaTexts } from './http/media-fields.ts'
import { Reply } from './http/reply.ts'

/** How long a request waits for its picture. A busy server then answers 202, and the client asks again. */
const PICTURE_WAIT_MS = 15 * SECOND
/** The same for the older endpoint, whose clients expect no 202: for every file, but shorter than a proxy's patience. */
const V1_WAIT_MS = 50 * SECOND

const UploadForm = z.object(mediaTexts)
const scope = 'write:media'
const answer = MediaAttachmentEntity
const files = { file: maxUploadBytes, thumbnail: maxPictureBytes }

export const mediaEndpoints: Endpoint[] = [
  endpoint(
    'POST /api/v2/media',
    { scope, form: UploadForm, files, answer, limit: 'uploads' },
    async ({ app, viewer, form, files }) => {
      const upload = await take(app, viewer, form, files)
      return show(app, upload.type === 'image' ? await processed(app, viewer, upload, PICTURE_WAIT_MS) : upload, 202)
    },
  ),
  endpoint(
    'POST /api/v1/media',
    { scope, form: UploadForm, files, answer, limit: 'uploads' },
    async ({ app, viewer, form, files }) => {
      const upload = await take(app, viewer, form, files)
      return show(app, await processed(app, viewer, upload, V1_WAIT_MS), 202)
    },
  ),
  endpoint('GET /api/v1/media/:id', { scope, answer }, async ({ app, viewer, params }) =>
    show(app, await findUnattached(app, viewer.account, params.id), 206),
  ),
  endpoint(
    'PUT /api/v1/media/:id',
    { scope, form: UploadForm, files: { thumbnail: maxPictureBytes }, answer },
    async ({ app, viewer, params, form, files }) =>
      show(app, await changeUpload(app, viewer.account, params.id, { ...form, ...files }), 206),
  ),
  endpoint('DELETE /api/v1/media/:id', { scope, answer: EmptyEntity }, async ({ app, viewer, params }) => {
    await deleteUpload(app, viewer.account, params.id)
    return {}
  }),
]

function take(
  app: App,
  { account }: Viewer,
  form: z.output<typeof UploadForm>,
  { file, thumbnail }: { file?: UploadedFile; thumbnail?: UploadedFile },
): Promise<Media> {
  if (!file) throw new InvalidFields({ file: [['blank']] })
  return uploadMedia(app, account, { ...form, file, thumbnail })
}

/** A file that cannot be processed is refused, as if it had never come. */
async function processed(app: App, { account }: Viewer, { id }: Media, maxMs: number): Promise<Media> {
  const upload = await waitForUpload(app, id, maxMs).catch((error: unknown) => error as Error)
  if (!(upload instanceof Error) && upload.state !== 'failed') return upload
  await deleteUpload(app, account, id)
  throw upload instanceof Error ? upload : failure(upload)
}

/** @param waiting the status of the answer while it is processed */
function show(app: App, upload: Media, waiting: 202 | 206): Reply<MediaAttachmentEntity> {
  return new Reply(renderUpload(app, upload), { status: upload.state === 'waiting' ? waiting : 200 })
}
