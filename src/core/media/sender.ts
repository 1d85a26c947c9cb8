/** Who waits for the decoder, so that everybody has a turn. */
import type { Media } from '../../db/tables/media.ts'
import type { Id } from '../../lib/ids.ts'
import type { MediaSender } from '../../lib/media/lane.ts'

export function uploader(accountId: Id): MediaSender {
  return { group: 'uploads', member: String(accountId) }
}

/** Of an upload or of a copy. */
export function senderOf({ account_id, host }: Pick<Media, 'account_id' | 'host'>): MediaSender {
  return account_id === null ? { group: 'copies', member: host ?? '' } : uploader(account_id)
}
