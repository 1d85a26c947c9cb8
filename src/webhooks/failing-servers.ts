/** Tells the staff of servers that have not answered for a day, once for each failure. */
import type { App } from '../core/app.ts'
import { staffSubscribers } from '../core/webhooks/subscribers.ts'
import { RECEIVER_LANES } from '../delivery/host-health.ts'
import type { Scheduled } from '../jobs/schedule.ts'
import { DAY, MINUTE } from '../lib/durations.ts'
import { tellStaff } from './tell-staff.ts'

const TYPE = 'admin.server.failing'
const FAILING_MS = DAY
const LOOK_EVERY_MS = 15 * MINUTE
/** Servers per run. When a network is down, thousands fail at once. */
const PER_RUN = 100

export const tellFailingServers: Scheduled<App> = {
  name: 'tellFailingServers',
  everyMs: LOOK_EVERY_MS,
  async run(app) {
    if ((await staffSubscribers(app, TYPE)).length === 0) return
    for (const host of await findFailing(app)) await tellAbout(app, host)
  },
}

interface FailingServer {
  host: string
  failing_since: number | null
}

async function findFailing({ db, clock }: App): Promise<FailingServer[]> {
  return await db
    .selectFrom('hosts')
    .select(['host', 'failing_since'])
    .where('failing_since', '<=', clock.now() - FAILING_MS)
    .where('host', 'not like', RECEIVER_LANES)
    .where(({ or, eb, ref }) =>
      or([eb('failing_told_at', 'is', null), eb('failing_told_at', '<', ref('failing_since'))]),
    )
    .orderBy('failing_since')
    .limit(PER_RUN)
    .execute()
}

async function tellAbout(app: App, { host, failing_since }: FailingServer): Promise<void> {
  const since = { failing_since: new Date(failing_since ?? 0).toISOString() }
  await app.transaction(async (tx) => {
    await tx.db.updateTable('hosts').set({ failing_told_at: tx.clock.now() }).where('host', '=', host).execute()
    const data = { host, ...since }
    await tellStaff(tx, TYPE, async () => ({ about: `server ${host}`, data, short: data }))
  })
}
