import { profilePictureUrl } from '../core/accounts/picture-url.ts'
import type { App } from '../core/app.ts'
import type { Account } from '../db/tables/accounts.ts'
import { safeLine } from './safe-line.ts'

export interface Author {
  /** Plain text in one line. */
  name: string
  /** `@name@host` */
  handle: string
  /** The profile page. */
  url: string
  avatar: string | null
}

/** In characters. */
const MAX_NAME = 100

export function authorOf({ uris }: Pick<App, 'uris'>, account: Account): Author {
  return {
    name: safeLine(account.display_name, MAX_NAME) || account.username,
    handle: `@${account.username}@${uris.host}`,
    url: uris.profile(account.username),
    avatar: profilePictureUrl(uris, account, 'avatar'),
  }
}
