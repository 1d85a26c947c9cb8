/** What readers see of the apps with which posts were written. It never changes after the registration. */
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { ClientApp } from '../../db/tables/apps.ts'
import { id } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import type { Reader } from '../app.ts'

export type AppName = Pick<ClientApp, 'name' | 'website'>

/** Most posts of a server come from a few apps. */
const MAX_NAMES = 5_000

const names = slot(() => new LruMap<Id, AppName>({ max: MAX_NAMES }))

/** Deleted apps are missing. */
export async function loadAppNames(app: Reader, ids: Iterable<Id>): Promise<Map<Id, AppName>> {
  const cache = app.slot(names)
  const found = new Map<Id, AppName>()
  const missing: Id[] = []
  for (const id of new Set(ids)) {
    const known = cache.get(id)
    if (known) found.set(id, known)
    else missing.push(id)
  }
  if (missing.length === 0) return found
  for (const { id, name, website } of await readNames(app, { ids: missing })) {
    cache.set(id, { name, website })
    found.set(id, { name, website })
  }
  return found
}

const readNames = compiled({ ids: list(id()) }, (db, { ids }) =>
  db.selectFrom('apps').select(['id', 'name', 'website']).where('id', 'in', ids),
)
