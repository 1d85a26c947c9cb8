/** Removes the posts of entries that their feed says were deleted. */
import type { App, Tx } from '../core/app.ts'
import { findDroppedByUri } from '../core/dropped/find.ts'
import { lockObject } from '../core/lock-object.ts'
import { removeStatus } from '../core/statuses/delete.ts'
import { findStatusByUri } from '../core/statuses/find.ts'
import { removeDropped } from '../core/statuses/remove-dropped.ts'
import type { Account } from '../db/tables/accounts.ts'
import { uriOfEntry } from './draft.ts'
import { keyOfId } from './entry-keys.ts'
import type { ParsedFeed } from './parsed-feed.ts'

/**
 * Only posts of this account: the ids are made of it. An entry that is in the document as well exists again (RFC 6721
 * section 3).
 */
export async function removeEntries(app: App, account: Account, { entries, deleted }: ParsedFeed): Promise<void> {
  if (deleted.length === 0) return
  const living = new Set(entries.map(({ id, link }) => id ?? link))
  const gone = [...new Set(deleted)].filter((id) => !living.has(id))
  const uris = gone.map((id) => uriOfEntry(account, keyOfId(id)))
  for (const uri of await stored(app, account, uris)) await app.transaction((tx) => remove(tx, account, uri))
}

/** Feeds repeat their deletions for long, so most are gone already. */
async function stored({ db }: App, { id }: Account, uris: readonly string[]): Promise<string[]> {
  if (uris.length === 0) return []
  const find = (from: 'statuses' | 'dropped_statuses') =>
    db.selectFrom(from).select('uri').where('uri', 'in', uris).where('account_id', '=', id).execute()
  return [...(await find('statuses')), ...(await find('dropped_statuses'))].map(({ uri }) => uri)
}

async function remove(tx: Tx, { id }: Account, uri: string): Promise<void> {
  await lockObject(tx, uri)
  const status = await findStatusByUri(tx, uri)
  if (status) return status.account_id === id ? await removeStatus(tx, status, { via: 'delivery' }) : undefined
  const dropped = await findDroppedByUri(tx, uri)
  if (dropped?.account_id === id) await removeDropped(tx, dropped)
}
