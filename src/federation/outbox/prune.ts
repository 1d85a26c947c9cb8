/** Forgets what is delivered, and hosts that nobody has heard of for long. */
import type { App } from '../../core/app.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY } from '../../lib/durations.ts'
import { type Id, idAt } from '../../lib/ids.ts'
import { deliver } from './deliver.ts'
import { fanOutDelivery } from './fan-out.ts'

/** Kept so long in any case: what happened to an activity can be looked up. */
const KEPT_MS = 2 * DAY
/** Three times as long as a host is tried for. */
const FORGOTTEN_AFTER_MS = 90 * DAY
const SLICE = 2_000

export const pruneOutbox: Scheduled<App> = {
  name: 'pruneOutbox',
  everyMs: DAY,
  async run(app) {
    const before = idAt(app.clock.now() - KEPT_MS)
    const needed = await neededActivities(app)
    for (let after = 0; ; ) {
      const rows = await app.db
        .selectFrom('outbox')
        .select('id')
        .where('id', '>', after)
        .where('id', '<', before)
        .orderBy('id')
        .limit(SLICE)
        .execute()
      const useless = rows.map((row) => row.id).filter((id) => !needed.has(id))
      if (useless.length > 0) await app.db.deleteFrom('outbox').where('id', 'in', useless).execute()
      const last = rows.at(-1)
      if (!last) break
      after = last.id
    }
    await forgetHosts(app)
  },
}

/** Those that a waiting delivery names. Read in slices: the backlog of dead hosts can be long. */
async function neededActivities(app: App): Promise<Set<Id>> {
  const needed = new Set<Id>()
  for (let after = 0; ; ) {
    const rows = await app.db
      .selectFrom('jobs')
      .select(['id', 'payload'])
      .where('name', 'in', [deliver.name, fanOutDelivery.name])
      .where('id', '>', after)
      .orderBy('id')
      .limit(SLICE)
      .execute()
    for (const { payload } of rows) needed.add((payload as { outbox_id: Id }).outbox_id)
    const last = rows.at(-1)
    if (!last) return needed
    after = last.id
  }
}

/** a million made-up hosts do not stay for ever. One that comes back begins anew. */
async function forgetHosts(app: App): Promise<void> {
  await app.db
    .deleteFrom('hosts')
    .where('failing_since', '<', app.clock.now() - FORGOTTEN_AFTER_MS)
    .execute()
}
