import { sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import { originOf } from '../../lib/http/hosts.ts'
import type { Tx } from '../app.ts'
import { isCommunity, isCommunitySql } from '../policy/community.ts'

/**
 * Whether an account follows a community, has asked to, or has written in it.
 * @param scope the community, or the actor of a server, which stands for all its communities
 */
export async function takesPart({ db }: Pick<Tx, 'db'>, scope: Account, { id }: Pick<Account, 'id'>): Promise<boolean> {
  const within = db
    .selectFrom('accounts as c')
    .select(sql<1>`1`.as('found'))
    .where(isCommunitySql('c'))
    .$if(isCommunity(scope), (query) => query.where('c.id', '=', scope.id))
    .$if(!isCommunity(scope), (query) => query.where('c.uri', 'like', `${originOf(scope.uri)}/%`))
    .limit(1)
  const queries = [
    within.innerJoin('follows as f', 'f.target_id', 'c.id').where('f.account_id', '=', id),
    within.innerJoin('follow_requests as r', 'r.target_id', 'c.id').where('r.account_id', '=', id),
    within.innerJoin('statuses as s', 's.community_id', 'c.id').where('s.account_id', '=', id),
  ]
  for (const query of queries) if (await query.executeTakeFirst()) return true
  return false
}
