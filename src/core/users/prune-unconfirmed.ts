import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { deleteAccount } from '../accounts/delete.ts'
import { requireAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'

/** Longer than the links in letters are valid, so that a person can ask for another one. */
export const UNCONFIRMED_KEPT_MS = 7 * DAY
/** Deletions in one run, each of which is a transaction. */
const DELETED_PER_RUN = 1_000

/** Deletes sign-ups whose address nobody has confirmed, so that nothing is kept about people who never signed up. */
export const pruneUnconfirmed: Scheduled<App> = {
  name: 'pruneUnconfirmed',
  everyMs: HOUR,
  async run(app) {
    const late = await app.db
      .selectFrom('users')
      .select('account_id')
      .where('email_confirmed_at', 'is', null)
      .where('created_at', '<=', app.clock.now() - UNCONFIRMED_KEPT_MS)
      .limit(DELETED_PER_RUN)
      .execute()
    for (const { account_id } of late) await deleteAccount(app, await requireAccount(app, account_id), { via: 'local' })
  },
}
