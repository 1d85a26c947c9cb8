/**
 * Who is banned from a community may not take part in it: its server would refuse what they do. Lemmy refuses their
 * posts, replies, likes and follows. What they boost or bookmark is their own affair.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { CommunityBan } from '../../db/tables/communities.ts'
import { originOf } from '../../lib/http/hosts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { Forbidden } from '../errors.ts'
import { isUnexpiredSql } from './mutes.ts'

type Clocked = Pick<App, 'db' | 'clock'>

export interface BanView extends Pick<CommunityBan, 'reason' | 'expires_at'> {
  /** Whether it is for all communities of the server. */
  isOfServer: boolean
}

/** The ban that keeps an account of this server out of a community now. If there are several, the one that ends last. */
export async function findBanFrom(
  app: Clocked,
  accountId: Id,
  community: Pick<Account, 'id' | 'uri' | 'domain'>,
): Promise<BanView | undefined> {
  const bans = await currentBans(app, accountId, community)
  const own = bans.filter((row) => row.scope_id === community.id || isServerOf(row, community))
  const [last] = own.toSorted((one, other) => endOf(other) - endOf(one))
  return last && { reason: last.reason, expires_at: last.expires_at, isOfServer: last.scope_id !== community.id }
}

/** @throws Forbidden if the account, of this server, is banned from the community */
export async function requireNotBanned(
  app: Clocked,
  actor: Pick<Account, 'id' | 'domain'>,
  communityId: Id | null | undefined,
): Promise<void> {
  if (communityId == null || actor.domain !== null) return
  const community = await app.db
    .selectFrom('accounts')
    .select(['id', 'uri', 'username', 'domain'])
    .where('id', '=', communityId)
    .executeTakeFirst()
  const ban = community && (await findBanFrom(app, actor.id, community))
  if (!ban) return
  const [handle, host] = [`!${community.username}@${community.domain}`, `${community.domain}`]
  const until = ban.expires_at
  throw ban.isOfServer
    ? new Forbidden('banned-from-server', { host, until })
    : new Forbidden('banned-from-community', { handle, until })
}

/** Bans from other servers are left to the database: anybody may send any number of them. */
function currentBans({ db, clock }: Clocked, accountId: Id, { id, domain }: Pick<Account, 'id' | 'domain'>) {
  return db
    .selectFrom('community_bans as b')
    .innerJoin('accounts as scope', 'scope.id', 'b.community_id')
    .select(['b.reason', 'b.expires_at', 'scope.id as scope_id', 'scope.uri as scope_uri', 'scope.actor_type'])
    .where('b.account_id', '=', accountId)
    .where((where) =>
      where.or([
        where('b.community_id', '=', id),
        where.and([where('scope.domain', '=', domain), where('scope.actor_type', '!=', 'Group')]),
      ]),
    )
    .where(isUnexpiredSql('b', clock.now()))
    .execute()
}

function isServerOf(scope: { actor_type: string; scope_uri: string }, community: Pick<Account, 'uri'>): boolean {
  return scope.actor_type !== 'Group' && originOf(scope.scope_uri) === originOf(community.uri)
}

function endOf({ expires_at }: Pick<CommunityBan, 'expires_at'>): number {
  return expires_at ?? Number.POSITIVE_INFINITY
}
