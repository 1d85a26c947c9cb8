/** Moderators ban accounts of this server from a community, or from all communities of a server. */
import type { Account } from '../../db/tables/accounts.ts'
import type { CommunityBan } from '../../db/tables/communities.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader, Tx } from '../app.ts'
import { isCommunity } from '../policy/community.ts'
import { removeFollower } from '../relationships/answer.ts'
import { takesPart } from './takes-part.ts'

interface NewBan {
  /** The id of the Block. */
  uri: string | null
  /** As the moderator gave it, as plain text. Empty for none. */
  reason: string
  /** Unix milliseconds; null for no end. */
  expiresAt: number | null
}

/**
 * Bans an account, or changes the end and the reason of its ban. Its follow of the community ends, as it does on the
 * community's server. Who takes no part there is not told: otherwise any community could write to anybody.
 * @param scope the community, or the actor of a server
 * @returns the ban that it replaces
 */
export async function ban(
  tx: Tx,
  scope: Account,
  account: Account,
  { uri, reason, expiresAt: expires_at }: NewBan,
): Promise<CommunityBan | undefined> {
  await lockBan(tx, scope, account)
  const former = await findBan(tx, scope.id, account.id)
  const told = former?.told || (await takesPart(tx, scope, account))
  const id = tx.ids.next()
  const row = {
    id,
    community_id: scope.id,
    account_id: account.id,
    uri,
    reason,
    told,
    created_at: tx.clock.now(),
    expires_at,
  }
  if (former) await tx.db.deleteFrom('community_bans').where('id', '=', former.id).execute()
  await tx.db.insertInto('community_bans').values(row).execute()
  await endFollow(tx, scope, account)
  const isSame = former && former.reason === reason && former.expires_at === expires_at
  if (told && !isSame && !hasEnded(tx, row)) await tx.emit('account.banned', { ban_id: id })
  return former
}

/** A ban from a community ends the follow there, so it ends here; nobody is told of that. */
export async function endFollow(tx: Tx, scope: Account, account: Account): Promise<void> {
  if (isCommunity(scope)) await removeFollower(tx, scope, account, { via: 'delivery' })
}

/** Lifts a ban. Without one it does nothing. @param reason why it is lifted, as plain text */
export async function liftBan(tx: Tx, scope: Account, account: Account, reason: string): Promise<void> {
  await lockBan(tx, scope, account)
  const lifted = await tx.db
    .deleteFrom('community_bans')
    .where('community_id', '=', scope.id)
    .where('account_id', '=', account.id)
    .returning(['expires_at', 'told'])
    .executeTakeFirst()
  if (!lifted?.told || hasEnded(tx, lifted)) return
  await tx.emit('account.unbanned', { community_id: scope.id, account_id: account.id, reason })
}

/** The stored ban, which may have ended. */
export async function findBan({ db }: Reader, scopeId: Id, accountId: Id): Promise<CommunityBan | undefined> {
  return await db
    .selectFrom('community_bans')
    .selectAll()
    .where('community_id', '=', scopeId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
}

/** The stored ban with this id of its Block. */
export async function findBanByUri({ db }: Reader, uri: string): Promise<CommunityBan | undefined> {
  return await db.selectFrom('community_bans').selectAll().where('uri', '=', uri).executeTakeFirst()
}

function hasEnded({ clock }: Tx, { expires_at }: Pick<CommunityBan, 'expires_at'>): boolean {
  return expires_at !== null && expires_at <= clock.now()
}

/** Serializes the bans of one account (C12). */
function lockBan(tx: Tx, scope: Account, account: Account): Promise<void> {
  return tx.lock(`ban:${scope.id}:${account.id}`)
}
