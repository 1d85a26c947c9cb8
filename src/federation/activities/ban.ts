/**
 * A moderator bans somebody from a community, or an admin from a whole server: a Block whose `target` says where
 * (Lemmy). It is no block between two people. Of accounts of other servers, only their posts matter here.
 */
import { type JsonObject, readEmbedded, readId, readTime } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { ban, endFollow, findBan, findBanByUri, liftBan } from '../../core/communities/ban.ts'
import { isSuspended } from '../../core/policy/active.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { fetchActor } from '../fetch/actor.ts'
import { moderatePosts } from '../refresh/moderated-posts.ts'
import type { Commit, Done, Incoming, Undone } from './activity.ts'
import { findLocalTarget } from './find-local.ts'
import { mayModerate, moderatorsReason, requireModerator } from './moderation.ts'
import { requireObjectId } from './object-id.ts'
import { unlessUndone } from './pending-undo.ts'
import { supersede } from './undo-marks.ts'

/** The types of the actor that stands for a server. */
const SERVER_TYPES = new Set(['Application', 'Service'])

/** Whether a Block is between two people. */
export function isPersonal(block: Readonly<JsonObject> | undefined, actor: Account): boolean {
  const scope = readId(block?.target)
  return scope === undefined || scope === actor.uri
}

/** @throws Declined unless a moderator or an admin sends it */
export async function receiveBan(app: App, block: Incoming): Promise<Commit | undefined> {
  const uri = requireObjectId(block)
  const account = (await findLocalTarget(app, uri)) ?? (await findRemoteTarget(app, uri))
  if (!account || (account.domain !== null && block.json.removeData !== true)) return undefined
  const scope = await findScope(app, block)
  if (!scope) return undefined
  await requireAuthority(app, block, scope)
  return async (tx) => {
    const isGiven = account.domain !== null || (await startBan(tx, block, scope, account))
    if (isGiven && block.json.removeData === true) await moderate(tx, scope, account, block.json, { isRemoved: true })
  }
}

async function startBan(tx: Tx, block: Incoming, scope: Account, account: Account): Promise<boolean> {
  const given = await unlessUndone(tx, block)
  // A ban that is over when it arrives has ended the follow all the same.
  if (!given) await endFollow(tx, scope, account)
  if (!given) return false
  const { json } = block
  const expiresAt = readTime(json.endTime) ?? readTime(json.expires) ?? null
  const former = await ban(tx, scope, account, { uri: given.id ?? null, reason: moderatorsReason(json), expiresAt })
  await supersede(tx, given, former?.uri)
  return true
}

/** The ban that an Undo undoes. One from which nothing is stored here has only posts to bring back. */
export async function findUndoneBan(tx: Tx, undone: Undone): Promise<Done | undefined> {
  const block = readEmbedded(undone.object)
  const [target, uri] = [readId(block?.target), undone.objectId]
  const scope = target === undefined ? undefined : await findAccountByUri(tx, target)
  const account = uri === undefined ? undefined : await findAccountByUri(tx, uri)
  if (!scope || !account || !isScope(scope) || !(await hasAuthority(tx, undone, scope))) return undefined
  const stored = await findBan(tx, scope.id, account.id)
  if (account.domain === null && !stored) return undefined
  return {
    uri: stored?.uri ?? null,
    async undo() {
      if (stored) await liftBan(tx, scope, account, moderatorsReason(block))
      if (undone.json.restoreData === true) await moderate(tx, scope, account, undone.json, { isRemoved: false })
    },
  }
}

/** The ban that an Undo names only by its id. */
export async function findNamedBan(tx: Tx, undone: Undone): Promise<Done | undefined> {
  const stored = undone.id === undefined ? undefined : await findBanByUri(tx, undone.id)
  const scope = stored && (await findAccount(tx, stored.community_id))
  const account = stored && (await findAccount(tx, stored.account_id))
  if (!stored || !scope || !account || !(await hasAuthority(tx, undone, scope))) return undefined
  return { uri: stored.uri, undo: () => liftBan(tx, scope, account, '') }
}

/** The community or the server, fetched if it is on the sender's own server. */
async function findScope(app: App, { json, actor, community, budget }: Incoming): Promise<Account | undefined> {
  const uri = readId(json.target)
  if (uri === undefined || app.uris.isLocal(uri)) return undefined
  const known = await findAccountByUri(app, uri)
  const isTrusted = sameOrigin(uri, (community ?? actor).uri)
  const scope = known ?? (isTrusted ? await fetchActor(app, uri, { budget }) : undefined)
  return scope && isScope(scope) ? scope : undefined
}

function isScope(account: Account): boolean {
  return isCommunity(account) || (account.domain !== null && SERVER_TYPES.has(account.actor_type))
}

async function findRemoteTarget(app: App, uri: string): Promise<Account | undefined> {
  return app.uris.isLocal(uri) ? undefined : findAccountByUri(app, uri)
}

type Decider = Pick<Incoming, 'actor' | 'community'>

/** Admins ban from their own server. */
async function hasAuthority(app: App, decider: Decider, scope: Account): Promise<boolean> {
  if (isCommunity(scope)) return mayModerate(app, decider, scope)
  return !isSuspended(decider.actor) && sameOrigin((decider.community ?? decider.actor).uri, scope.uri)
}

async function requireAuthority(app: App, decider: Decider, scope: Account): Promise<void> {
  if (!(await hasAuthority(app, decider, scope))) await requireModerator(app, decider, scope)
}

async function moderate(
  tx: Tx,
  scope: Account,
  account: Account,
  json: Readonly<JsonObject>,
  { isRemoved }: { isRemoved: boolean },
): Promise<void> {
  const reason = moderatorsReason(json)
  await tx.enqueue(moderatePosts, { scope_id: scope.id, account_id: account.id, reason, isRemoved, asked: 0 })
}
