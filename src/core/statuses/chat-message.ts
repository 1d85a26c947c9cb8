/**
 * Private messages to one person, which Lemmy and Pleroma send as ChatMessage. They are direct posts, whatever their
 * audience says, and no server shows them to anyone at their address.
 */
import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id, time } from '../../db/tables/columns.ts'
import type { NewStatus, Status } from '../../db/tables/statuses.ts'
import { findAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { InvalidFields } from '../errors.ts'
import { isActive } from '../policy/active.ts'
import { isCommunity } from '../policy/community.ts'
import { findStatus } from './find.ts'
import type { DraftMention } from './store.ts'

export const CHAT_MESSAGE = 'ChatMessage'

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

interface DirectPost {
  parent: Status | undefined
  /** The accounts that the text mentions. */
  named: DraftMention[]
}

/** The mentions of a direct post. An answer to a private message that names nobody goes to the other one of the two. */
export async function readersOf(app: App, author: Account, { parent, named }: DirectPost): Promise<DraftMention[]> {
  if (!parent || !isChatMessage(parent) || named.some(({ account }) => account.id !== author.id)) return named
  const otherId = parent.account_id === author.id ? parent.reader_id : parent.account_id
  const other = otherId === null ? undefined : await findAccount(app, otherId)
  return other && isActive(other) ? [...named, { account: other, silent: false }] : named
}

/**
 * The form of a direct post here: a private message, if it has one reader, whose server takes no other form. It is
 * decided once, and edits keep it. Asks that server, if need be.
 */
export async function formOf(
  app: App,
  author: Account,
  mentions: readonly DraftMention[],
): Promise<Pick<NewStatus, 'object_type' | 'reader_id'> | undefined> {
  const [reader, ...others] = mentions.map(({ account }) => account).filter(({ id }) => id !== author.id)
  if (!reader || others.length > 0 || reader.domain === null || isCommunity(reader)) return undefined
  const object_type = await app.remote.messageType(reader)
  return object_type === CHAT_MESSAGE ? { object_type, reader_id: reader.id } : undefined
}

/**
 * The mentions of a new version. A private message keeps its one reader, even if its text mentions nobody.
 * @throws InvalidFields if the new text of a private message mentions somebody else
 */
export async function keptReaders(app: App, known: Status, mentions: DraftMention[]): Promise<DraftMention[]> {
  const { account_id, reader_id } = known
  if (reader_id === null) return mentions
  if (mentions.some(({ account }) => account.id !== account_id && account.id !== reader_id))
    throw new InvalidFields({ text: [['only-one-reader']] })
  const reader = await findAccount(app, reader_id)
  return reader
    ? [...mentions.filter(({ account }) => account.id !== reader_id), { account: reader, silent: false }]
    : mentions
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
