/** What other servers refused: recorded when they answer, and withdrawn when they accept a later version. */
import type { Refusal } from '../../db/tables/refusals.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Reaction, Tx } from '../app.ts'
import { lockObject } from '../lock-object.ts'

/** For one post and one person. A post to the followers of a thousand servers that block this one fills no screen. */
const REFUSALS_PER_POST = 20

interface NewRefusal extends Omit<Refusal, 'id' | 'status_id' | 'created_at'> {
  status_uri: string
}

/** Records the refusal in place of an earlier one of the same server. Does nothing if the post is gone by now. */
export function recordRefusal(app: App, refusal: NewRefusal): Promise<void> {
  const { status_uri, ...columns } = refusal
  return app.transaction(async (tx) => {
    await lockObject(tx, status_uri)
    const status_id = await findRefused(tx, refusal)
    if (status_id === undefined) return
    const known = await listKnown(tx, status_id, refusal.account_id)
    const earlier = known.find(({ host }) => host === refusal.host)
    if (!earlier && !(await makeRoom(tx, known, refusal))) return
    // A server that has refused the post does not have it, so an edit changes nothing there.
    const action = earlier?.action === 'post' ? 'post' : refusal.action
    const newest = { ...columns, action, created_at: tx.clock.now() }
    await tx.db
      .insertInto('refusals')
      .values({ id: tx.ids.next(), status_id, ...newest })
      .onConflict((conflict) => conflict.columns(['status_id', 'account_id', 'host']).doUpdateSet(newest))
      .execute()
  })
}

/** Withdraws what this inbox refused of the post, since it has accepted a later version. */
export async function withdrawRefusal(app: App, { status_uri, inbox }: Pick<NewRefusal, 'status_uri' | 'inbox'>) {
  const ofPost = app.db.selectFrom('statuses').select('id').where('uri', '=', status_uri)
  const refused = app.db.selectFrom('refusals').select('id').where('status_id', 'in', ofPost).where('inbox', '=', inbox)
  // A read costs less than a write, and most deliveries withdraw nothing.
  const ids = (await refused.execute()).map(({ id }) => id)
  if (ids.length > 0) await app.db.deleteFrom('refusals').where('id', 'in', ids).execute()
}

/** status.unfavourited: what was refused of a like is over when it is withdrawn. */
export const withdrawRefusedLike: Reaction<'status.unfavourited'> = async (tx, { account_id, status_id, via }) => {
  if (via !== 'local') return
  await tx.db
    .deleteFrom('refusals')
    .where('status_id', '=', status_id)
    .where('account_id', '=', account_id)
    .where('action', '=', 'like')
    .execute()
}

/** The refused post of the account, or the one of anybody that it likes. */
async function findRefused(tx: Tx, { status_uri, account_id, action }: NewRefusal): Promise<Id | undefined> {
  const named = tx.db.selectFrom('statuses').select('statuses.id').where('statuses.uri', '=', status_uri)
  const refused =
    action === 'like'
      ? named
          .innerJoin('favourites', 'favourites.status_id', 'statuses.id')
          .where('favourites.account_id', '=', account_id)
      : named.where('statuses.account_id', '=', account_id).where('statuses.boost_of_id', 'is', null)
  return (await refused.executeTakeFirst())?.id
}

type Known = Pick<Refusal, 'id' | 'host' | 'action' | 'is_addressed'>

function listKnown(tx: Tx, statusId: Id, accountId: Id): Promise<Known[]> {
  return tx.db
    .selectFrom('refusals')
    .select(['id', 'host', 'action', 'is_addressed'])
    .where('status_id', '=', statusId)
    .where('account_id', '=', accountId)
    .execute()
}

/**
 * If there are too many already, one of a server that is addressed takes the place of one that is not.
 * @returns whether there is room for another
 */
async function makeRoom(tx: Tx, known: Known[], { is_addressed }: Pick<Refusal, 'is_addressed'>): Promise<boolean> {
  if (known.length < REFUSALS_PER_POST) return true
  const replaced = is_addressed ? known.find((one) => !one.is_addressed) : undefined
  if (replaced) await tx.db.deleteFrom('refusals').where('id', '=', replaced.id).execute()
  return replaced !== undefined
}
