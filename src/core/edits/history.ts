import type { Status } from '../../db/tables/statuses.ts'
import type { App, Tx } from '../app.ts'

/** One version of a status. */
export interface StatusVersion {
  content: string
  content_warning: string
  source: string | null
  sensitive: boolean
  /** When this version was made. */
  created_at: number
}

/** A history is for reading: what was edited more often than this is not shown to its end. */
const MAX_VERSIONS = 500

/** Every version, oldest first; the last one is the present. */
export async function loadHistory(app: Pick<App, 'db'>, status: Status): Promise<StatusVersion[]> {
  const earlier = await app.db
    .selectFrom('status_edits')
    .select(['content', 'content_warning', 'source', 'sensitive', 'created_at'])
    .where('status_id', '=', status.id)
    .orderBy('id')
    .limit(MAX_VERSIONS)
    .execute()
  return [...earlier, versionOf(status)]
}

/** Puts the present version into the history, before another takes its place. */
export async function recordVersion(tx: Tx, status: Status): Promise<void> {
  await tx.db
    .insertInto('status_edits')
    .values({ id: tx.ids.next(), status_id: status.id, ...versionOf(status) })
    .execute()
}

function versionOf({ content, content_warning, source, sensitive, edited_at, created_at }: Status): StatusVersion {
  return { content, content_warning, source, sensitive, created_at: edited_at ?? created_at }
}
