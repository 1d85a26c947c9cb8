/** Makes rows for the media of what was stored before there were any, so that they can be shown again. */
import { z } from 'zod'
import type { RemoteEmoji } from '../../../db/tables/emojis.ts'
import { doubling, type Job } from '../../../jobs/job.ts'
import { HOUR, SECOND } from '../../../lib/durations.ts'
import type { Id } from '../../../lib/ids.ts'
import type { App, Tx } from '../../app.ts'
import { batchJob } from '../../batch-job.ts'
import { registerEmojis, registerMedia } from './register.ts'

/** Rows per transaction. */
const BATCH = 50

interface Progress {
  table: 'attachments' | 'accounts' | 'statuses'
  /** The last row that has been done. */
  after: Id
}

/** Does one batch. @returns the last row of it, or undefined if there are no more */
type Batch = (tx: Tx, after: Id) => Promise<Id | undefined>

/** The migration of a database that has no media yet enqueues this (`db/migrations/from-spine/enqueue-media.ts`). */
export const registerEarlierMedia: Job<Progress, App> = batchJob<Progress>(
  'registerEarlierMedia',
  {
    payload: z.object({ table: z.enum(['attachments', 'accounts', 'statuses']), after: z.int() }),
    attempts: 20,
    backoff: doubling(5 * SECOND, { max: HOUR, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, { table, after }) => {
    const last = await BATCHES[table](tx, after)
    if (last !== undefined) return { table, after: last }
    const next = NEXT[table]
    return next && { table: next, after: 0 }
  },
)

const NEXT = { attachments: 'accounts', accounts: 'statuses', statuses: undefined } as const

const registerAttachments: Batch = async (tx, after) => {
  const rows = await tx.db
    .selectFrom('attachments')
    .select(['id', 'status_id', 'url', 'preview_url'])
    .where('id', '>', after)
    .where('media_key', 'is', null)
    .where('media_id', 'is', null)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  for (const { id, url, preview_url } of rows) {
    const media_key = await registerMedia(tx, 'attachment', url)
    const preview_key = await registerMedia(tx, 'attachment', preview_url)
    await tx.db.updateTable('attachments').set({ media_key, preview_key }).where('id', '=', id).execute()
  }
  const ids = [...new Set(rows.map(({ status_id }) => status_id))]
  if (ids.length > 0)
    await tx.db
      .updateTable('statuses')
      .set((set) => ({ revision: set('revision', '+', 1) }))
      .where('id', 'in', ids)
      .execute()
  return rows.at(-1)?.id
}

const registerAccounts: Batch = async (tx, after) => {
  const rows = await tx.db
    .selectFrom('accounts')
    .select(['id', 'avatar_url', 'header_url', 'emojis'])
    .where('id', '>', after)
    .where('domain', 'is not', null)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  for (const { id, avatar_url, header_url, emojis } of rows) {
    await registerEmojis(tx, emojis)
    if (avatar_url === null && header_url === null) continue
    const avatar_key = await registerMedia(tx, 'avatar', avatar_url)
    const header_key = await registerMedia(tx, 'header', header_url)
    await tx.db
      .updateTable('accounts')
      .set((set) => ({ avatar_key, header_key, revision: set('revision', '+', 1) }))
      .where('id', '=', id)
      .execute()
  }
  return rows.at(-1)?.id
}

const registerStatuses: Batch = async (tx, after) => {
  const rows = await tx.db
    .selectFrom('statuses')
    .select(['id', 'emojis'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  const emojis = new Map<string, RemoteEmoji>()
  for (const row of rows) for (const emoji of row.emojis) emojis.set(emoji.url, emoji)
  await registerEmojis(tx, [...emojis.values()])
  return rows.at(-1)?.id
}

const BATCHES: Readonly<Record<Progress['table'], Batch>> = {
  attachments: registerAttachments,
  accounts: registerAccounts,
  statuses: registerStatuses,
}
