import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'

/**
 * How many accounts one status may mention in all, since former mentions stay and another server may address any
 * number.
 */
const MAX_ROWS = 1_000

/** A mentioned account. A silent mention gives access but notifies nobody. */
interface Named {
  account: { id: Id }
  silent: boolean
}

/** Stores the mentions of a status. An account that is mentioned twice is notified unless both mentions are silent. */
export async function storeMentions(tx: Tx, statusId: Id, mentions: readonly Named[]): Promise<void> {
  if (mentions.length === 0) return
  const silent = new Map<Id, boolean>()
  for (const mention of mentions)
    silent.set(mention.account.id, mention.silent && (silent.get(mention.account.id) ?? true))
  await tx.db
    .insertInto('mentions')
    .values([...silent].slice(0, MAX_ROWS).map(([account_id, silent]) => ({ status_id: statusId, account_id, silent })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Updates the mentions after an edit. An account that is no longer mentioned keeps access as a silent mention.
 * @returns the accounts that were not mentioned before, to notify
 */
export async function replaceMentions(tx: Tx, statusId: Id, mentions: readonly Named[]): Promise<Id[]> {
  const rows = await tx.db.selectFrom('mentions').selectAll().where('status_id', '=', statusId).execute()
  const before = new Map(rows.map((row) => [row.account_id, row.silent]))
  const added = mentions.filter(({ account }) => !before.has(account.id)).slice(0, Math.max(MAX_ROWS - rows.length, 0))
  const kept = [...mentions.filter(({ account }) => before.has(account.id)), ...added]
  const named = new Set(kept.filter((mention) => !mention.silent).map((mention) => mention.account.id))
  const toSilence = rows.filter((row) => !row.silent && !named.has(row.account_id)).map((row) => row.account_id)
  const toUnsilence = [...named].filter((id) => before.get(id) === true)
  await setSilent(tx, statusId, toSilence, true)
  await setSilent(tx, statusId, toUnsilence, false)
  await storeMentions(tx, statusId, added)
  return [...named].filter((id) => before.get(id) !== false)
}

async function setSilent(tx: Tx, statusId: Id, accountIds: Id[], silent: boolean): Promise<void> {
  if (accountIds.length === 0) return
  await tx.db
    .updateTable('mentions')
    .set({ silent })
    .where('status_id', '=', statusId)
    .where('account_id', 'in', accountIds)
    .execute()
}
