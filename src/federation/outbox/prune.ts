/** Deletes delivered activities, and hosts that have not answered for a long time. */
import type { App } from '../../core/app.ts'
import { deleteInBatches } from '../../core/delete-in-batches.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { type Id, idAt } from '../../lib/ids.ts'
import { deliver } from './deliver.ts'
import { fanOutToInboxes } from './fan-out.ts'

/** A delivered activity stays this long, so that operators can look up what happened to it. */
const RETENTION_MS = 2 * DAY
/** An activity of another server that was forwarded. Its size is not ours to choose, so it goes once it is delivered. */
const FORWARDED_RETENTION_MS = HOUR
/** Three times as long as deliveries to a failing host are tried, and as a form of signature is remembered. */
const HOST_RETENTION_MS = 90 * DAY
const BATCH_SIZE = 1_000
/** The jobs whose payload names an activity. */
const SENDING: ReadonlySet<string> = new Set([deliver.name, fanOutToInboxes.name])

export const pruneOutbox: Scheduled<App> = {
  name: 'pruneOutbox',
  everyMs: HOUR,
  async run(app) {
    const now = app.clock.now()
    const ownBefore = idAt(now - RETENTION_MS)
    const needed = await neededActivities(app)
    for (let after = 0; ; ) {
      const rows = await app.db
        .selectFrom('outbox')
        .select(['id', 'uri'])
        .where('id', '>', after)
        .where('id', '<', idAt(now - FORWARDED_RETENTION_MS))
        .orderBy('id')
        .limit(BATCH_SIZE)
        .execute()
      const old = rows.filter(({ id, uri }) => id < ownBefore || !app.uris.isLocal(uri))
      const unneeded = old.map((row) => row.id).filter((id) => !needed.has(id))
      if (unneeded.length > 0) await app.db.deleteFrom('outbox').where('id', 'in', unneeded).execute()
      const last = rows.at(-1)
      if (!last) break
      after = last.id
    }
    await deleteStaleHosts(app)
  },
}

/** Activities with a pending delivery. Reads all jobs in batches, because the backlog of dead hosts can be long. */
async function neededActivities(app: App): Promise<Set<Id>> {
  const needed = new Set<Id>()
  for (let after = 0; ; ) {
    const rows = await app.db
      .selectFrom('jobs')
      .select(['id', 'name', 'payload'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute()
    for (const { name, payload } of rows) if (SENDING.has(name)) needed.add((payload as { outbox_id: Id }).outbox_id)
    const last = rows.at(-1)
    if (!last) return needed
    after = last.id
  }
}

/**
 * Bounds the table even if an attacker makes up a million hosts: those that fail, and healthy ones that we have
 * sent nothing. A host that returns has no history.
 */
async function deleteStaleHosts({ db, clock }: App): Promise<void> {
  const before = clock.now() - HOST_RETENTION_MS
  const failing = db.selectFrom('hosts').select('host').where('failing_since', '<', before)
  const unused = db
    .selectFrom('hosts')
    .select('host')
    .where('signature_form_at', '<', before)
    .where('failing_since', 'is', null)
  // Lanes of what is not sent to inboxes accept no form of signature.
  const unsigned = db
    .selectFrom('hosts')
    .select('host')
    .where('last_ok_at', '<', before)
    .where('signature_form_at', 'is', null)
    .where('failing_since', 'is', null)
  for (const stale of [failing, unused, unsigned])
    await deleteInBatches((limit) => db.deleteFrom('hosts').where('host', 'in', stale.limit(limit)))
}
