/**
 * Private messages to one person, which Lemmy and Pleroma send as ChatMessage. They are direct posts, whatever their
 * audience says, and no server shows them to anyone at their address.
 */
import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id, time } from '../../db/tables/columns.ts'
import type { NewStatus, Status } from '../../db/tables/statuses.ts'
import type { App } from '../app.ts'
import { findStatus } from './find.ts'

const CHAT_MESSAGE = 'ChatMessage'

export function isChatMessage({ object_type }: Pick<NewStatus, 'object_type'>): boolean {
  return object_type === CHAT_MESSAGE
}

type Person = Pick<Account, 'id'>

/**
 * The message to which another one of the same two people is an answer. Lemmy's messages do not say what they reply to.
 * @param at when the other one was written, in Unix milliseconds
 */
export async function findMessageBefore(
  app: App,
  [one, other]: [Person, Person],
  at: number,
): Promise<Status | undefined> {
  const both = { one: one.id, other: other.id, at }
  const [latest] = await selectLatest(app, both)
  return latest && findStatus(app, latest.id)
}

/** The newest of each direction, the newer one first. */
const selectLatest = compiled({ one: id(), other: id(), at: time() }, (db, { one, other, at }) => {
  const messages = db.selectFrom('statuses').select('statuses.id').where('created_at', '<=', at)
  const newest = messages.orderBy('statuses.id', 'desc').limit(1)
  const sent = newest.where('account_id', '=', one).where('reader_id', '=', other)
  const received = newest.where('account_id', '=', other).where('reader_id', '=', one)
  return db
    .selectFrom(sent.as('sent'))
    .select('sent.id')
    .unionAll(db.selectFrom(received.as('received')).select('received.id'))
    .orderBy('id', 'desc')
})
