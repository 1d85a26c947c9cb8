/** What is wrong with uploads, for administrators. */
import type { Media } from '../../../db/tables/media.ts'
import { DAY } from '../../../lib/durations.ts'
import type { Reason } from '../../../messages/reason.ts'
import type { App } from '../../app.ts'

/** Enough to notice that the folder is not the right one. */
const EXAMINED = 100
const LOST = 'media-lost'
const MAX_PROBLEMS = 5

/** Looks for the files of the newest uploads. */
export async function findMissingUploads({ db, storage }: App): Promise<{ missing: number; examined: number }> {
  const rows = await db
    .selectFrom('media')
    .select('file')
    .where('account_id', 'is not', null)
    .where('file', 'is not', null)
    .where('state', '=', 'ready')
    .orderBy('id', 'desc')
    .limit(EXAMINED)
    .execute()
  let missing = 0
  for (const { file } of rows) if (file !== null && (await storage.size(file)) === undefined) missing++
  return { missing, examined: rows.length }
}

/** Uploads whose file was found to be missing. */
export async function countLostUploads(app: App): Promise<number> {
  const failed = await failedUploads(app)
  return failed.filter(({ problem }) => problem?.[0] === LOST).length
}

/** Uploads of the last day that failed, by the reason, the most frequent first. */
export async function countFailedUploads(app: App): Promise<{ problem: Reason; count: number }[]> {
  const since = app.clock.now() - DAY
  const failed = (await failedUploads(app)).filter(
    ({ created_at, problem }) => created_at >= since && problem?.[0] !== LOST,
  )
  const groups = Map.groupBy(failed, ({ problem }) => problem?.[0])
  const counts = [...groups.values()].map((group) => ({ problem: group[0]?.problem as Reason, count: group.length }))
  return counts.sort((a, b) => b.count - a.count).slice(0, MAX_PROBLEMS)
}

type Failed = Pick<Media, 'problem' | 'created_at'>

const MAX_FAILED = 10_000

async function failedUploads({ db }: App): Promise<Failed[]> {
  return db
    .selectFrom('media')
    .select(['problem', 'created_at'])
    .where('account_id', 'is not', null)
    .where('state', '=', 'failed')
    .orderBy('id', 'desc')
    .limit(MAX_FAILED)
    .execute()
}
