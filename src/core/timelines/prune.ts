import type { Scheduled } from '../../jobs/schedule.ts'
import { HOUR } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { HOME_KEPT_FOR_MS, HOME_LENGTH } from './limits.ts'

const PRUNE_EVERY_MS = HOUR
/** Homes per batch. */
const BATCH = 200

/** Prunes homes to their maximum length, and deletes those of inactive users. */
export const pruneHomes: Scheduled<App> = {
  name: 'pruneHomes',
  everyMs: PRUNE_EVERY_MS,
  async run(app) {
    let after: Id | undefined = 0
    while (after !== undefined) {
      after = await pruneBatch(app, after)
      await app.clock.sleep(0)
    }
  },
}

/** @returns the last user of the batch; undefined if there are no more */
async function pruneBatch(app: App, after: Id): Promise<Id | undefined> {
  const users = await app.db
    .selectFrom('users')
    .select(['id', 'account_id', 'active_at'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  for (const user of users) {
    const keep = user.active_at > app.clock.now() - HOME_KEPT_FOR_MS ? HOME_LENGTH : 0
    await pruneHome(app, user.account_id, keep)
  }
  return users.length < BATCH ? undefined : users.at(-1)?.id
}

async function pruneHome(app: App, accountId: Id, keep: number): Promise<void> {
  const home = app.db.selectFrom('home_entries').select('status_id').where('account_id', '=', accountId)
  const first = await home.orderBy('status_id', 'desc').offset(keep).limit(1).executeTakeFirst()
  if (!first) return
  await app.db
    .deleteFrom('home_entries')
    .where('account_id', '=', accountId)
    .where('status_id', '<=', first.status_id)
    .execute()
}
