/**
 * Private messages of other servers that their authors have deleted. An Undo of the Delete brings one back from here, since
 * its server shows it to nobody (C8).
 */
import { pickColumns } from '../../db/pick-columns.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DESCRIBED } from '../../db/tables/attachments.ts'
import type { DeletedMessage } from '../../db/tables/deleted-messages.ts'
import { SHOWN, type Status, UNVERSIONED_STATUS } from '../../db/tables/statuses.ts'
import { DAY } from '../../lib/durations.ts'
import { findAccountsByIds } from '../accounts/find.ts'
import type { Tx } from '../app.ts'
import { loadAttachments } from '../attachments/load.ts'
import { CHAT_MESSAGE } from './chat-message.ts'
import { findStatus, findStatusByUri } from './find.ts'
import { storeStatus } from './store.ts'

/** How long a deleted message can come back. */
const KEPT_MS = 7 * DAY

/** Keeps a private message whose author has deleted it, before it is removed. Does nothing for any other post. */
export async function keepDeletedMessage(tx: Tx, status: Status): Promise<void> {
  const { uri, account_id, reader_id } = status
  if (reader_id === null) return
  const row = { account_id, reader_id, message: await messageOf(tx, status), expires_at: tx.clock.now() + KEPT_MS }
  await tx.db
    .insertInto('deleted_messages')
    .values({ id: tx.ids.next(), uri, ...row })
    .onConflict((conflict) => conflict.column('uri').doUpdateSet(row))
    .execute()
}

async function messageOf(tx: Tx, status: Status): Promise<DeletedMessage> {
  const { id, uri, created_at, edited_at, in_reply_to_id, in_reply_to_uri } = status
  const parent = in_reply_to_id === null ? undefined : await findStatus(tx, in_reply_to_id)
  const attachments = (await loadAttachments(tx, [status])).get(id) ?? []
  return {
    ...pickColumns(status, [...SHOWN, ...UNVERSIONED_STATUS]),
    uri,
    created_at,
    edited_at,
    parent_uri: parent?.uri ?? in_reply_to_uri,
    mentions: await tx.db.selectFrom('mentions').select(['account_id', 'silent']).where('status_id', '=', id).execute(),
    attachments: attachments.map((one) => pickColumns(one, DESCRIBED)),
  }
}

/**
 * Stores a deleted message again, whose tombstone the caller has removed.
 * @returns whether it was kept
 */
export async function restoreMessage(tx: Tx, author: Account, uri: string): Promise<boolean> {
  const row = await tx.db
    .deleteFrom('deleted_messages')
    .where('uri', '=', uri)
    .where('account_id', '=', author.id)
    .returning(['reader_id', 'message'])
    .executeTakeFirst()
  if (!row) return false
  const { parent_uri, edited_at, mentions, ...message } = row.message
  const parent = parent_uri === null ? undefined : await findStatusByUri(tx, parent_uri)
  const accounts = await findAccountsByIds(
    tx,
    mentions.map((mention) => mention.account_id),
  )
  const silent = new Map(mentions.map((mention) => [mention.account_id, mention.silent]))
  const draft = {
    ...message,
    author,
    object_type: CHAT_MESSAGE,
    visibility: 'direct',
    reader_id: row.reader_id,
    edited_at: edited_at ?? undefined,
    parent,
    in_reply_to_uri: parent ? null : parent_uri,
    mentions: accounts.map((account) => ({ account, silent: silent.get(account.id) ?? true })),
    tags: [],
  } as const
  await storeStatus(tx, draft, 'delivery')
  return true
}
