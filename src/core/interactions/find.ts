/** Finds favourites and boosts by row id, or by the ids that an activity names. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Favourite } from '../../db/tables/interactions.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

type Reader = Pick<App, 'db'>

interface Boost {
  boost_of_id: Id
  uri: string
}

/** An activity names an interaction by the id of its own activity, or by the id of the status. */
interface Named {
  uri: string | undefined
  statusUri: string | undefined
}

export async function findFavourite(app: Reader, id: Id): Promise<Favourite | undefined> {
  return await app.db.selectFrom('favourites').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What an account has favourited, by the uri of the Like or of the status. */
export async function findFavourited(
  app: Reader,
  account: Account,
  { uri, statusUri }: Named,
): Promise<Pick<Favourite, 'status_id' | 'uri'> | undefined> {
  if (uri === undefined && statusUri === undefined) return undefined
  return await app.db
    .selectFrom('favourites')
    .innerJoin('statuses', 'statuses.id', 'favourites.status_id')
    .select(['favourites.status_id', 'favourites.uri'])
    .where('favourites.account_id', '=', account.id)
    .where((where) =>
      where.or([
        ...(uri === undefined ? [] : [where('favourites.uri', '=', uri)]),
        ...(statusUri === undefined ? [] : [where('statuses.uri', '=', statusUri)]),
      ]),
    )
    .executeTakeFirst()
}

/** A boost by an account, by the uri of the Announce or of the status. */
export async function findBoosted(
  app: Reader,
  account: Account,
  { uri, statusUri }: Named,
): Promise<Boost | undefined> {
  const byUri =
    uri === undefined ? undefined : await boostsOf(app, account).where('statuses.uri', '=', uri).executeTakeFirst()
  if (byUri || statusUri === undefined) return byUri
  return await boostsOf(app, account)
    .innerJoin('statuses as original', 'original.id', 'statuses.boost_of_id')
    .where('original.uri', '=', statusUri)
    .executeTakeFirst()
}

function boostsOf(app: Reader, account: Account) {
  return app.db
    .selectFrom('statuses')
    .select(['statuses.boost_of_id', 'statuses.uri'])
    .where('statuses.account_id', '=', account.id)
    .where('statuses.boost_of_id', 'is not', null)
    .$narrowType<Boost>()
}
