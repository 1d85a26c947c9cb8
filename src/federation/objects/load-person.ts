/** Loads what the actor of a local account is rendered from. */
import { signingKeys } from '../../core/accounts/keys.ts'
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'

export interface PersonParts {
  keys: Awaited<ReturnType<typeof signingKeys>>
  /** The media types of the account's pictures, by their keys. */
  pictures: ReadonlyMap<string | null, string | null>
}

export async function loadPerson(app: Pick<App, 'db' | 'clock'>, account: Account): Promise<PersonParts> {
  return { keys: await signingKeys(app, account.id), pictures: await pictureTypes(app, account) }
}

async function pictureTypes({ db }: Pick<App, 'db'>, { avatar_key, header_key }: Account) {
  const keys = [avatar_key, header_key].filter((key) => key !== null)
  if (keys.length === 0) return new Map()
  const rows = await db.selectFrom('media').select(['key', 'media_type']).where('key', 'in', keys).execute()
  return new Map(rows.map(({ key, media_type }) => [key, media_type]))
}
