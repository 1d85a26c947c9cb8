import type { Account } from '../../db/tables/accounts.ts'
import type { Uris } from '../own-uris.ts'
import type { ProfilePicture } from './make-pictures.ts'

/** Where we serve an account's picture, or the same without motion; null if it has none. */
export function profilePictureUrl(
  uris: Uris,
  account: Pick<Account, `${ProfilePicture}_key`>,
  name: ProfilePicture,
  variant: 'original' | 'preview' = 'original',
): string | null {
  const key = account[`${name}_key`]
  return key === null ? null : uris.media(key, variant, 'webp')
}
