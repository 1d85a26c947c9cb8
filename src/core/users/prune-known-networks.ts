import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { NETWORK_KEPT_MS } from './known-networks.ts'

/** Deletes networks from which a user has not signed in for long. */
export const pruneKnownNetworks: Scheduled<App> = {
  name: 'pruneKnownNetworks',
  everyMs: DAY,
  async run(app) {
    await app.db
      .deleteFrom('sign_in_networks')
      .where('last_used_at', '<=', app.clock.now() - NETWORK_KEPT_MS)
      .execute()
  },
}
