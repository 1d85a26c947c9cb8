/** Takes an upload: stores it durably, and has it processed. */
import type { Account } from '../../../db/tables/accounts.ts'
import type { Focus, Media } from '../../../db/tables/media.ts'
import { MINUTE } from '../../../lib/durations.ts'
import { inspect } from '../../../lib/media/inspect.ts'
import { MediaError } from '../../../lib/media/media-error.ts'
import { isPicture, type MediaType } from '../../../lib/media/sniff.ts'
import type { App, Tx } from '../../app.ts'
import { Invalid } from '../../errors.ts'
import { finishFile } from '../decode.ts'
import { type FinishedFile, keepFiles } from '../files/keep.ts'
import { holdFile } from '../files/references.ts'
import { newMediaKey } from '../key.ts'
import { MAX_UNATTACHED, maxUnattachedBytes, mediaLimits } from '../limits.ts'
import { refusing } from '../refusal.ts'
import { processMedia } from './process.ts'
import { makeThumbnail, type Thumbnail } from './thumbnail.ts'

interface LocalFile {
  path: string
  bytes: number
}

interface Upload {
  /** Moved away. */
  file: LocalFile
  /** A picture that is shown instead of a preview made from the file. */
  thumbnail?: LocalFile | undefined
  description?: string | null | undefined
  focus?: Focus | undefined
}

/** A picture is processed by the request that uploads it. If its process dies, the job does it after this time. */
const PICTURE_DELAY_MS = 2 * MINUTE

/**
 * Stores a file of this person. Once this resolves, the file survives a crash, and `processMedia` will process it.
 * @throws Invalid if it is not accepted, or if too many uploads are not attached yet; StorageFull
 */
export async function uploadMedia(app: App, owner: Account, { file, thumbnail, ...about }: Upload): Promise<Media> {
  const type = await refusing(app, () => accept(app, file))
  await requireRoom(app, owner, file.bytes)
  const preview = thumbnail && (await makeThumbnail(app, owner, thumbnail))
  const source = { ...(await finishFile({ ...file, mediaType: type })), mediaType: type }
  const files = preview ? [source, preview.file] : [source]
  return keepFiles(app, files, (tx) => storeUpload(tx, owner, { source, preview, ...about }))
}

/** The checks that need no decoding. @throws MediaError */
async function accept(app: App, { path }: LocalFile): Promise<MediaType> {
  const type = await inspect({ source: path, use: 'attachment', limits: mediaLimits(app.config) })
  if (!isPicture(type) && !(await app.decoder.abilities()).ffmpeg) throw new MediaError(['media-needs-ffmpeg'])
  return type
}

interface StoredUpload extends Pick<Upload, 'description' | 'focus'> {
  source: FinishedFile & { mediaType: MediaType }
  preview: Thumbnail | undefined
}

async function storeUpload(tx: Tx, owner: Account, upload: StoredUpload): Promise<Media> {
  const { source, preview, description = null, focus = null } = upload
  await tx.lock(`uploads of ${owner.id}`)
  await requireRoom(tx, owner, source.bytes)
  for (const hash of [source.hash, preview?.file.hash]) if (hash !== undefined) await holdFile(tx, hash)
  const now = tx.clock.now()
  const stored = await tx.db
    .insertInto('media')
    .values({
      ...{ id: tx.ids.next(), key: newMediaKey(), use: 'attachment', account_id: owner.id, state: 'waiting' },
      ...{ type: kindOf(source.mediaType), media_type: source.mediaType, description, focus },
      ...{ source: source.hash, preview: preview?.file.hash ?? null, blurhash: preview?.blurhash ?? null },
      ...{ bytes: source.bytes + (preview?.file.bytes ?? 0), created_at: now, unused_since: now },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx.enqueue(
    processMedia,
    { media_id: stored.id, account_id: owner.id },
    { after: isPicture(source.mediaType) ? PICTURE_DELAY_MS : 0 },
  )
  return stored
}

/** Counts what was never attached. What a deleted post leaves for its next draft is not counted. */
async function requireRoom({ db, config }: Pick<App, 'db' | 'config'>, owner: Account, bytes: number): Promise<void> {
  const held = await db
    .selectFrom('media')
    .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number | null>('bytes').as('bytes')])
    .where('account_id', '=', owner.id)
    .where('unused_since', 'is not', null)
    .whereRef('unused_since', '=', 'created_at')
    .executeTakeFirstOrThrow()
  if (Number(held.files) >= MAX_UNATTACHED) throw new Invalid('media-too-many-unattached', { max: MAX_UNATTACHED })
  const max = maxUnattachedBytes(config)
  if (Number(held.bytes ?? 0) + bytes > max) throw new Invalid('media-too-large-unattached', { max })
}

/** What it is until it has been decoded. */
function kindOf(mediaType: MediaType): Media['type'] {
  return mediaType.split('/')[0] as 'image' | 'video' | 'audio'
}
