/** Turns a parsed note into a draft to store: its mentions, its parent and its visibility. Reads and fetches. */
import { findAccountByUri } from '../../core/accounts/find.ts'
import { keepAccounts } from '../../core/accounts/keep.ts'
import type { App } from '../../core/app.ts'
import { AtollError, Declined } from '../../core/errors.ts'
import { isNotDeletedSql } from '../../core/policy/active.ts'
import { canSee } from '../../core/policy/visible.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import type { StatusDraft } from '../../core/statuses/store.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { fetchActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { OverLimit } from '../fetch/over-limit.ts'
import { visibilityOf } from '../objects/audience.ts'
import type { IncomingNote } from '../objects/parse-note.ts'
import { withoutOwnMedia } from './own-media.ts'

/** A draft of a remote status, which always has a uri of its own. */
export interface RemoteDraft extends StatusDraft {
  mentions: { account: Account; silent: boolean }[]
  /** `published` as the origin says; undefined if it says nothing. It must never change (C3). */
  publishedAt: number | undefined
}

interface NoteDraft {
  draft: RemoteDraft
  /** Ids of mentioned actors that are not stored here. */
  unknownMentions: string[]
}

interface Receipt {
  receivedAt: number
  /** The local account whose personal inbox received it. */
  recipientId: Id | null
}

/** @throws Declined for a reply to a local post that the author cannot see (case 50) */
export async function draftOfNote(app: App, note: IncomingNote, author: Account, receipt: Receipt): Promise<NoteDraft> {
  const visibility = visibilityOf(note, author.followers_url)
  const recipientId = visibility === 'direct' ? receipt.recipientId : null
  const parent = note.inReplyTo === undefined ? undefined : await findParent(app, note.inReplyTo)
  if (parent?.local && !(await canSee(app, author, parent))) throw new Declined('reply-to-hidden')
  const { mentions, unknownMentions } = await findMentions(app, note, { recipientId, parent })
  const unknownParent = !parent && note.inReplyTo !== undefined && !app.uris.isLocal(note.inReplyTo)
  const { attributedTo, to, cc, inReplyTo, isVote, ...columns } = note
  const draft: RemoteDraft = {
    ...columns,
    ...withoutOwnMedia(app.uris, note),
    author,
    visibility,
    created_at: note.created_at ?? receipt.receivedAt,
    publishedAt: note.created_at,
    parent,
    in_reply_to_uri: unknownParent ? inReplyTo : null,
    mentions,
  }
  return { draft, unknownMentions }
}

/** A reply to a boost is a reply to the boosted status. */
async function findParent(app: App, uri: string): Promise<Status | undefined> {
  const status = await findStatusByUri(app, uri)
  return status?.boost_of_id == null ? status : findStatus(app, status.boost_of_id)
}

/**
 * Being mentioned and being addressed are two things. An account that is mentioned but not addressed may see the post
 * and is not notified. The same holds for an account that is addressed but not mentioned, such as the owner of
 * the inbox that received a direct post, unless the post replies to one of theirs: NodeBB sends no Mention tags.
 */
async function findMentions(
  app: App,
  note: IncomingNote,
  { recipientId, parent }: { recipientId: Id | null; parent: Status | undefined },
) {
  const addressed = new Set([...note.to, ...note.cc])
  const named = new Set(note.mentions)
  const unnamed = [...addressed].filter((uri) => app.uris.idIn(uri, 'users') !== undefined && !named.has(uri))
  const accounts = await findAccounts(app, [...named, ...unnamed], recipientId)
  const mentions = accounts.map((account) => ({
    account,
    silent: !addressed.has(account.uri) || !(named.has(account.uri) || account.id === parent?.account_id),
  }))
  const known = new Set(accounts.map((account) => account.uri))
  return { mentions, unknownMentions: note.mentions.filter((uri) => !known.has(uri) && !app.uris.isLocal(uri)) }
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

/** Adds the unknown mentioned actors to the draft, at one request each. An actor that cannot be fetched is left out. */
export async function fetchMentioned(
  app: App,
  { draft, unknownMentions }: NoteDraft,
  note: IncomingNote,
  budget: Budget,
): Promise<void> {
  const addressed = new Set([...note.to, ...note.cc])
  await Promise.all(
    unknownMentions.map(async (uri) => {
      const account = await findOrFetch(app, uri, budget)
      if (account) draft.mentions.push({ account, silent: !addressed.has(uri) })
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
