/** Other servers may name what is here by the address of its page, as people do, instead of by its id. */
import { findLocalAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { findStatus } from '../../core/statuses/find.ts'
import { parseId } from '../../lib/ids.ts'

type Reader = Pick<App, 'db' | 'uris' | 'slot'>

/** `/@ana` and `/@ana/12`. */
const PAGE = /^\/@([^/]+)(?:\/(\d+))?\/?$/

/** The id of the account or post whose page this is; any other address as it is. Nothing is fetched. */
export async function ownId(app: Reader, address: string): Promise<string> {
  if (!address.startsWith(`${app.uris.origin}/@`)) return address
  const [, username, number] = PAGE.exec(new URL(address).pathname) ?? []
  if (username === undefined) return address
  if (number === undefined) return (await findLocalAccount(app, username))?.uri ?? address
  const id = parseId(number)
  const status = id === undefined ? undefined : await findStatus(app, id)
  return status?.local ? status.uri : address
}

export function ownIds(app: Reader, addresses: readonly string[]): Promise<string[]> {
  return Promise.all(addresses.map((address) => ownId(app, address)))
}
