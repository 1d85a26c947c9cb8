/** `Idempotency-Key`: a request that is sent again because its answer was lost creates no second post. */
import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Reader, Tx } from '../app.ts'
import { findStatus } from './find.ts'
import { IDEMPOTENCY_MS } from './limits.ts'

/** The status that an earlier request with this key created, if the key has not expired and the status exists. */
export async function findRequested(
  app: Reader & Pick<App, 'clock'>,
  author: Account,
  key: string,
): Promise<Status | undefined> {
  const row = await app.db
    .selectFrom('idempotency_keys')
    .select('status_id')
    .where('account_id', '=', author.id)
    .where('request_key', '=', key)
    .where('created_at', '>', app.clock.now() - IDEMPOTENCY_MS)
    .executeTakeFirst()
  return row && findStatus(app, row.status_id)
}

/**
 * Claims the key for a new status, in the transaction that creates it. If two requests run at once, one waits here for
 * the other.
 * @returns the status of the earlier request; undefined if this one is the first
 */
export async function claimRequest(tx: Tx, author: Account, key: string, statusId: Id): Promise<Status | undefined> {
  const row = { account_id: author.id, request_key: key, status_id: statusId, created_at: tx.clock.now() }
  if (await insertOnce(tx.db, 'idempotency_keys', row)) return undefined
  const known = await findRequested(tx, author, key)
  if (known) return known
  await tx.db
    .updateTable('idempotency_keys')
    .set({ status_id: row.status_id, created_at: row.created_at })
    .where('account_id', '=', author.id)
    .where('request_key', '=', key)
    .execute()
  return undefined
}
