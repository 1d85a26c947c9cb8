import type { Account } from '../../db/tables/accounts.ts'
import type { Uris } from '../own-uris.ts'
import type { ProfilePicture } from './make-pictures.ts'

/** Where an account's picture is, or the same without motion; null if it has none. */
export function profilePictureUrl(
  uris: Uris,
  account: Pick<Account, 'domain' | `${ProfilePicture}_${'key' | 'url'}`>,
  name: ProfilePicture,
  variant: 'original' | 'preview' = 'original',
): string | null {
  if (account.domain !== null) return account[`${name}_url`]
  const key = account[`${name}_key`]
  return key === null ? null : uris.media(key, variant, 'webp')
}
