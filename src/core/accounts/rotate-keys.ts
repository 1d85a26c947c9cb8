/**
 * Rotates the keys of a local account without any of its requests being refused (S-09). The new keys are stored first
 * and take effect a little later, when every process knows them: from then on they are published and used for signing.
 * An Update announces them, signed with the former key, which other servers know. A server that missed the Update
 * fetches the actor when a signature fails.
 */
import { z } from 'zod'
import type { Account } from '../../db/tables/accounts.ts'
import { doubling, type Job, job, RetryLater } from '../../jobs/job.ts'
import { DAY, HOUR, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'
import { isDeleted } from '../policy/active.ts'
import { nextVersion } from '../versions.ts'
import { findAccount } from './find.ts'
import { signingKeys } from './keys.ts'
import { makeKeyPairs, storeKeyPairs } from './own-keys.ts'

/** The time until stored keys take effect. Longer than a process caches a signing key, even with clocks that differ. */
export const KEYS_LEAD_MS = 90 * SECOND
/** The Update is signed with the former key, and its delivery is retried for ten days at most. */
const FORMER_KEYS_KEPT_MS = 14 * DAY

const options = {
  payload: z.object({ account_id: z.number() }),
  attempts: 20,
  backoff: doubling(10 * SECOND, { max: HOUR, jitter: 0.2 }),
  concurrency: 1,
}

/**
 * @returns when the new keys take effect, in Unix milliseconds
 * @throws Forbidden for remote accounts, NotFound if the account is deleted, Conflict while a rotation is pending
 */
export async function rotateKeys(app: App, account: Account): Promise<number> {
  if (account.domain !== null) throw new Forbidden('keys-of-remote-account')
  const pairs = await makeKeyPairs(app)
  return app.transaction(async (tx) => {
    await tx.lock(`account:${account.uri}`)
    const known = await findAccount(tx, account.id)
    if (!known || isDeleted(known)) throw new NotFound()
    const { changeAt } = await signingKeys(tx, known.id)
    if (changeAt !== undefined) throw new Conflict('keys-change-pending', { username: known.username, at: changeAt })
    const from = tx.clock.now() + KEYS_LEAD_MS
    await storeKeyPairs(tx, known, pairs, { from })
    // Documents are cached by revision. The new revision makes sure that none is cached beyond the change.
    await bump(tx, known, known.updated_at)
    await tx.enqueue(announceKeys, { account_id: known.id }, { after: KEYS_LEAD_MS })
    return from
  })
}

/** Announces the new keys once they are in effect. */
export const announceKeys: Job<{ account_id: Id }, App> = job('announceKeys', options, async (app, { account_id }) => {
  const known = await findAccount(app, account_id)
  if (!known) return
  await app.transaction(async (tx) => {
    await tx.lock(`account:${known.uri}`)
    const account = await findAccount(tx, account_id)
    if (!account || isDeleted(account)) return
    const { changeAt } = await signingKeys(tx, account_id)
    const now = tx.clock.now()
    if (changeAt !== undefined) throw new RetryLater(changeAt - now, 'the keys are not in effect yet')
    await bump(tx, account, nextVersion(tx, account.updated_at))
    await tx.emit('account.rekeyed', { account_id, via: 'local' })
    await tx.enqueue(forgetFormerKeys, { account_id }, { after: FORMER_KEYS_KEPT_MS })
  })
})

/** Deletes the former keys, once nothing signed with them can still be on its way. */
export const forgetFormerKeys: Job<{ account_id: Id }, App> = job(
  'forgetFormerKeys',
  options,
  async (app, { account_id }) => {
    const { rsa } = await signingKeys(app, account_id)
    await app.db
      .deleteFrom('account_keys')
      .where('account_id', '=', account_id)
      .where('private_pem', 'is not', null)
      .where('created_at', '<', rsa.created_at)
      .execute()
  },
)

async function bump(tx: Tx, account: Account, updated_at: number): Promise<void> {
  await tx.db
    .updateTable('accounts')
    .set((set) => ({ updated_at, revision: set('revision', '+', 1) }))
    .where('id', '=', account.id)
    .execute()
}
