/** What an author has plainly forbidden is refused here, before the author's server drops it unseen. */
import type { Account } from '../../db/tables/accounts.ts'
import type { InteractionPolicy, Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'
import { Forbidden } from '../errors.ts'

type Interaction = keyof InteractionPolicy
const REFUSAL = {
  reply: () => new Forbidden('reply-not-wanted'),
  favourite: () => new Forbidden('favourite-not-wanted'),
  boost: () => new Forbidden('boost-not-wanted'),
}

/**
 * Asks the interaction policy of a post whether an account here may interact with it. Accounts of other servers are for
 * the author's server to judge.
 * @throws Forbidden if the policy plainly forbids it
 */
export async function requireConsent(
  app: Reader,
  actor: Pick<Account, 'id' | 'uri' | 'domain'>,
  status: Pick<Status, 'id' | 'account_id' | 'local' | 'interaction_policy'>,
  interaction: Interaction,
): Promise<void> {
  if (interaction !== 'favourite' && actor.domain === null && (await isOfFeed(app, status)))
    throw interaction === 'reply' ? new Forbidden('feed-no-replies') : new Forbidden('feed-no-boosts')
  const allowed = status.interaction_policy?.[interaction]
  if (!allowed || actor.domain !== null || actor.id === status.account_id || allowed.includes(actor.uri)) return
  if (interaction === 'reply' && (await isMentioned(app, actor.id, status.id))) return
  if (await forbids(app, actor.id, status.account_id, allowed)) throw REFUSAL[interaction]()
}

/** Nobody at the site of a feed would learn of a reply, and no other server could fetch what was boosted. */
async function isOfFeed({ db }: Reader, { local, account_id }: Pick<Status, 'local' | 'account_id'>): Promise<boolean> {
  if (local) return false
  const author = await db.selectFrom('accounts').select('is_feed').where('id', '=', account_id).executeTakeFirst()
  return author?.is_feed === true
}

/** A mentioned account may always reply, whatever the policy says. */
async function isMentioned({ db }: Reader, accountId: Id, statusId: Id): Promise<boolean> {
  const row = await db
    .selectFrom('mentions')
    .select('status_id')
    .where('account_id', '=', accountId)
    .where('status_id', '=', statusId)
    .executeTakeFirst()
  return row !== undefined
}

/** An id that means nothing here, such as that of a list, could include the account. */
async function forbids({ db }: Reader, actorId: Id, authorId: Id, allowed: readonly string[]): Promise<boolean> {
  const author = await db
    .selectFrom('accounts')
    .select(['uri', 'followers_url', 'following_url'])
    .where('id', '=', authorId)
    .executeTakeFirst()
  for (const uri of allowed) if (!(await excludesActor(uri))) return false
  return true

  async function excludesActor(uri: string): Promise<boolean> {
    if (uri === author?.followers_url) return !(await follows(db, actorId, authorId))
    if (uri === author?.following_url) return !(await follows(db, authorId, actorId))
    return await isKnownAccount(db, uri)
  }
}

async function follows(db: Reader['db'], followerId: Id, followedId: Id): Promise<boolean> {
  const row = await db
    .selectFrom('follows')
    .select('id')
    .where('account_id', '=', followerId)
    .where('target_id', '=', followedId)
    .executeTakeFirst()
  return row !== undefined
}

async function isKnownAccount(db: Reader['db'], uri: string): Promise<boolean> {
  return (await db.selectFrom('accounts').select('id').where('uri', '=', uri).executeTakeFirst()) !== undefined
}
