/** Finds and fetches the accounts that a post mentions or addresses. */
import { findAccountByUri } from '../../core/accounts/find.ts'
import { keepAccounts } from '../../core/accounts/keep.ts'
import type { App } from '../../core/app.ts'
import { AtollError } from '../../core/errors.ts'
import { isNotDeletedSql } from '../../core/policy/active.ts'
import { isChatMessage } from '../../core/statuses/chat-message.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { fetchActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { OverLimit } from '../fetch/over-limit.ts'
import { ownIds } from '../objects/own-ids.ts'
import type { IncomingNote } from '../objects/parse-note.ts'

export interface Mention {
  account: Account
  /** It may see the post and is not notified. */
  silent: boolean
}

export interface Mentions {
  mentions: Mention[]
  /** Addresses of mentioned actors that are not stored here: their ids, or those of their pages. */
  unknownMentions: string[]
  /** Ids of all addressees. */
  addressed: ReadonlySet<string>
}

interface Setting {
  /** The local account whose inbox received a direct post. */
  recipientId: Id | null
  parent: Status | undefined
}

/**
 * Being mentioned and being addressed are two things. An account that is mentioned but not addressed may see the post
 * and is not notified. The same holds for an account that is addressed but not mentioned, such as the owner of
 * the inbox that received a direct post, unless the post replies to one of theirs or is a private message: NodeBB and
 * Lemmy send no Mention tags.
 */
export async function findMentions(app: App, note: IncomingNote, { recipientId, parent }: Setting): Promise<Mentions> {
  const addressed = new Set(await ownIds(app, [...note.to, ...note.cc]))
  const named = new Set(await ownIds(app, note.mentions))
  const unnamed = [...addressed].filter((uri) => app.uris.idIn(uri, 'users') !== undefined && !named.has(uri))
  const accounts = await findAccounts(app, [...named, ...unnamed], recipientId)
  const known = new Set(accounts.map((account) => account.uri))
  const unknown = [...named].filter((uri) => !known.has(uri) && !app.uris.isLocal(uri))
  const byPage = await findByPage(app, unknown, addressed)
  const isNamed = (account: Account) =>
    named.has(account.uri) || account.id === parent?.account_id || isChatMessage(note)
  return {
    mentions: [
      ...accounts.map((account) => ({ account, silent: !addressed.has(account.uri) || !isNamed(account) })),
      ...byPage.filter(({ uri }) => !known.has(uri)).map((account) => ({ account, silent: false })),
    ],
    unknownMentions: unknown.filter((address) => !byPage.some(({ url }) => url === address)),
    addressed,
  }
}

/** Bridges name mentioned actors by their pages, and address them by their ids. */
async function findByPage(app: App, pages: readonly string[], addressed: ReadonlySet<string>): Promise<Account[]> {
  const others = pages.length === 0 ? [] : [...addressed].filter((uri) => !app.uris.isLocal(uri))
  const accounts = await findAccounts(app, others, null)
  return accounts.filter(({ url }) => url !== null && pages.includes(url))
}

async function findAccounts(app: App, uris: string[], recipientId: Id | null): Promise<Account[]> {
  if (uris.length === 0 && recipientId === null) return []
  const accounts = await app.db
    .selectFrom('accounts')
    .selectAll()
    .where((where) =>
      where.or([
        ...(uris.length === 0 ? [] : [where('uri', 'in', uris)]),
        ...(recipientId === null ? [] : [where('id', '=', recipientId)]),
      ]),
    )
    .where(isNotDeletedSql('accounts'))
    .execute()
  return keepAccounts(app, accounts)
}

/** Fetches the unknown mentioned actors, at one request each. An actor that cannot be fetched is left out. */
export async function fetchMentions(app: App, { mentions, unknownMentions, addressed }: Mentions, budget: Budget) {
  await Promise.all(
    unknownMentions.map(async (address) => {
      const account = await findOrFetch(app, address, budget)
      // The address may be that of a page, so only now is it known who is meant.
      if (account && !mentions.some((mention) => mention.account.id === account.id))
        mentions.push({ account, silent: !addressed.has(account.uri) })
    }),
  )
}

async function findOrFetch(app: App, uri: string, budget: Budget): Promise<Account | undefined> {
  try {
    return (await findAccountByUri(app, uri)) ?? (await fetchActor(app, uri, { budget }))
  } catch (error) {
    if (error instanceof AtollError && !(error instanceof OverLimit)) return undefined
    throw error
  }
}
