import type { User } from '../../db/tables/users.ts'
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
    await pruneHome(app, user, keep)
  }
  return users.length < BATCH ? undefined : users.at(-1)?.id
}

/** Leaves out a user who has returned in the meantime, whose home was rebuilt. */
async function pruneHome(
  app: App,
  { id, account_id, active_at }: Pick<User, 'id' | 'account_id' | 'active_at'>,
  keep: number,
): Promise<void> {
  const home = app.db.selectFrom('home_entries').select('status_id').where('account_id', '=', account_id)
  const first = await home.orderBy('status_id', 'desc').offset(keep).limit(1).executeTakeFirst()
  if (!first) return
  const unchanged = app.db
    .selectFrom('users')
    .select('account_id')
    .where('id', '=', id)
    .where('active_at', '=', active_at)
  await app.db
    .deleteFrom('home_entries')
    .where('account_id', 'in', unchanged)
    .where('status_id', '<=', first.status_id)
    .execute()
}
