/** From a parsed note to what is stored: who is named, what it answers, who may see it. First beat: reads and fetches. */
import { findAccountByUri } from '../../core/accounts/find.ts'
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
import { NoSlot } from '../fetch/slots.ts'
import { visibilityOf } from '../objects/audience.ts'
import type { IncomingNote } from '../objects/parse-note.ts'

/** A draft of a status from elsewhere: it always has its own uri. */
export interface RemoteDraft extends StatusDraft {
  uri: string
  mentions: { account: Account; silent: boolean }[]
  /** The instant that the origin claims; undefined when it claims none (C3). */
  publishedAt: number | undefined
}

interface NoteDraft {
  draft: RemoteDraft
  /** Mentioned actors that nobody here has heard of. */
  strangers: string[]
}

interface Receipt {
  receivedAt: number
  /** The local account to whose own inbox it came. */
  recipientId: Id | null
}

/** @throws Declined for a reply to a post of ours that the author cannot see (case 50) */
export async function draftOfNote(app: App, note: IncomingNote, author: Account, receipt: Receipt): Promise<NoteDraft> {
  const visibility = visibilityOf(note, author.followers_url)
  const { mentions, strangers } = await gatherMentions(app, note, visibility === 'direct' ? receipt.recipientId : null)
  const parent = note.inReplyTo === undefined ? undefined : await findParent(app, note.inReplyTo)
  if (parent?.local && !(await canSee(app, author, parent))) throw new Declined('reply-to-hidden')
  const unknownParent = !parent && note.inReplyTo !== undefined && !app.uris.isLocal(note.inReplyTo)
  const { attributedTo, to, cc, inReplyTo, isVote, ...said } = note
  const draft: RemoteDraft = {
    ...said,
    author,
    visibility,
    created_at: note.created_at ?? receipt.receivedAt,
    publishedAt: note.created_at,
    parent,
    in_reply_to_uri: unknownParent ? inReplyTo : null,
    mentions,
  }
  return { draft, strangers }
}

/** A reply to a boost answers what was boosted. */
async function findParent(app: App, uri: string): Promise<Status | undefined> {
  const status = await findStatusByUri(app, uri)
  return status?.boost_of_id == null ? status : findStatus(app, status.boost_of_id)
}

/**
 * Mentioned and addressed are two things: named without being addressed may see but is not rung, and so is who
 * is addressed without being named, like the owner of the inbox that a direct post came to.
 */
async function gatherMentions(app: App, note: IncomingNote, recipientId: Id | null) {
  const addressed = new Set([...note.to, ...note.cc])
  const named = new Set(note.mentions)
  const unnamed = [...addressed].filter((uri) => app.uris.idIn(uri, 'users') !== undefined && !named.has(uri))
  const accounts = await findAll(app, [...named, ...unnamed], recipientId)
  const mentions = accounts.map((account) => ({
    account,
    silent: !named.has(account.uri) || !addressed.has(account.uri),
  }))
  const known = new Set(accounts.map((account) => account.uri))
  return { mentions, strangers: note.mentions.filter((uri) => !known.has(uri) && !app.uris.isLocal(uri)) }
}

async function findAll(app: App, uris: string[], recipientId: Id | null): Promise<Account[]> {
  if (uris.length === 0 && recipientId === null) return []
  return app.db
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
}

/** Strangers cost a request each; one that does not answer is simply not linked. */
export async function fetchMentioned(
  app: App,
  { draft, strangers }: NoteDraft,
  note: IncomingNote,
  budget: Budget,
): Promise<void> {
  const addressed = new Set([...note.to, ...note.cc])
  await Promise.all(
    strangers.map(async (uri) => {
      const account = await meet(app, uri, budget)
      if (account) draft.mentions.push({ account, silent: !addressed.has(uri) })
    }),
  )
}

async function meet(app: App, uri: string, budget: Budget): Promise<Account | undefined> {
  try {
    return (await findAccountByUri(app, uri)) ?? (await fetchActor(app, uri, { budget }))
  } catch (error) {
    if (error instanceof AtollError && !(error instanceof NoSlot)) return undefined
    throw error
  }
}
