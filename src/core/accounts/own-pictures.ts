import type { NewAccount } from '../../db/tables/accounts.ts'
import type { Uris } from '../own-uris.ts'

/** Leaves out the pictures of an account of another server that are said to be here (case 83). */
export function withoutOwnPictures<A extends Pick<NewAccount, 'avatar_url' | 'header_url' | 'emojis'>>(
  uris: Uris,
  account: A,
): A {
  const elsewhere = (url?: string | null) => (url && !uris.leadsHere(url) ? url : null)
  return {
    ...account,
    avatar_url: elsewhere(account.avatar_url),
    header_url: elsewhere(account.header_url),
    emojis: (account.emojis ?? []).filter(({ url }) => elsewhere(url) !== null),
  }
}
