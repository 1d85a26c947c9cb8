import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { Attachment } from '../../db/tables/attachments.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import type { Reader } from '../app.ts'
import { loadAttachments } from '../attachments/load.ts'
import { loadRows, MAX_ROWS } from '../row-cache.ts'
import { findStatuses } from './find.ts'

export interface StatusWithAttachments extends Status {
  attachments: readonly Attachment[]
}

const statusRows = slot(() => new LruMap<Id, StatusWithAttachments>({ max: MAX_ROWS }))

/** The existing statuses with these ids, regardless of who may see them. For lists: most come from the cache. */
export function loadStatusRows(app: Reader, ids: readonly Id[]): Promise<Map<Id, StatusWithAttachments>> {
  return loadRows(app, ids, app.slot(statusRows), readHeads, (app, { ids }) => findWithAttachments(app, ids))
}

async function findWithAttachments(app: Reader, ids: readonly Id[]): Promise<StatusWithAttachments[]> {
  const statuses = await findStatuses(app, ids)
  const attachments = await loadAttachments(app, statuses)
  return statuses.map((status) => Object.assign(status, { attachments: attachments.get(status.id) ?? [] }))
}

const readHeads = compiled({ ids: list(id()) }, (db, { ids }) =>
  db
    .selectFrom('statuses')
    .select(['id', 'revision', 'account_id', 'visibility', 'boost_of_id'])
    .where('id', 'in', ids),
)
