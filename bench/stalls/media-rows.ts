/** Media for `stalls`: ROWS uploads of the star, and as many copies that nobody has looked at for long. */
import { sql } from 'kysely'
import { DAY } from '../../src/lib/durations.ts'
import type { Id } from '../../src/lib/ids.ts'
import { type Bed, FIRST } from './bed.ts'
import { numbered, type Rows } from './fill.ts'

const LONG_AGO_MS = 200 * DAY
/** Without a file, so that only the rows are measured. */
const COPY_BYTES = 200_000
const PICTURE = { type: 'image', media_type: 'image/png', width: 4, height: 3 } as const

export async function mediaRows(
  rows: Rows,
  { star, hit, quiet }: { star: Id; hit: Id; quiet: Id },
): Promise<Bed['media']> {
  const long = rows.now - LONG_AGO_MS
  const key = (kind: string) => sql<string>`${sql.lit(kind)} || i`
  const remote = { use: 'attachment', remote_url: sql`'https://peer1.test/media/' || i`, host: 'peer1.test' }
  await rows.add('media', {
    ...{ id: rows.freshId(), key: key('copy'), ...remote, ...PICTURE, state: 'ready', bytes: COPY_BYTES },
    ...{ created_at: long, cached_at: long, evictable_at: long },
  })
  const upload = { use: 'attachment', account_id: star, ...PICTURE, state: 'ready', created_at: long }
  await rows.add('media', { id: numbered(FIRST.upload), key: key('upload'), ...upload, status_id: quiet })
  const attached = { status_id: hit, place: 0, type: 'image', url: key('https://peer1.test/'), media_key: key('copy') }
  await rows.add('attachments', { id: rows.freshId(), ...attached, edit_id: sql`i` })
  return await unattached(rows, { star, hit })
}

/** Uploads to read, to change and to delete, and one that the post shows. */
async function unattached({ app, now }: Rows, { star, hit }: { star: Id; hit: Id }): Promise<Bed['media']> {
  const [read, deleted, shown] = [FIRST.upload - 1, FIRST.upload - 2, FIRST.upload - 3]
  const upload = { use: 'attachment', account_id: star, ...PICTURE, state: 'ready', created_at: now } as const
  await app.db
    .insertInto('media')
    .values([
      { ...upload, id: read, key: 'read', unused_since: now },
      { ...upload, id: deleted, key: 'deleted', unused_since: now },
      { ...upload, id: shown, key: 'shown', status_id: hit },
    ])
    .execute()
  await app.db
    .insertInto('attachments')
    .values({ ...PICTURE, id: shown, status_id: hit, place: 0, url: '', media_id: shown, media_key: 'shown' })
    .execute()
  await app.db.updateTable('statuses').set({ has_media: true }).where('id', '=', hit).execute()
  return { read, deleted }
}
