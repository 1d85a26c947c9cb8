/** Servers that we know: an account of theirs is stored here, or they have answered our deliveries. */

import type { App } from '../../core/app.ts'
import { compiled } from '../../db/compiled.ts'
import { text } from '../../db/tables/columns.ts'
import { HOUR } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'

/** Only known hosts are remembered, so invented ones push out none. */
const knownHosts = slot(() => new LruMap<string, true>({ max: 10_000, ttl: HOUR }))

export async function isKnownHost(app: App, host: string): Promise<boolean> {
  if (app.slot(knownHosts).get(host)) return true
  const found = (await accountAt(app, { host })).length > 0 || (await answeredBy(app, { host })).length > 0
  if (found) app.slot(knownHosts).set(host, true)
  return found
}

const accountAt = compiled({ host: text() }, (db, { host }) =>
  db.selectFrom('accounts').select('id').where('domain', '=', host).limit(1),
)
const answeredBy = compiled({ host: text() }, (db, { host }) =>
  db
    .selectFrom('hosts')
    .select('host')
    .where('host', '=', host)
    .where((where) => where.or([where('last_ok_at', 'is not', null), where('signature_form', 'is not', null)])),
)
