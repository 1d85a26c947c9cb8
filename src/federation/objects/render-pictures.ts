import type { JsonObject } from '../../activitypub/read.ts'
import { mediaUrl } from '../../core/media/address.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { PersonParts } from './load-person.ts'

/** The avatar and the header of a local account, with their alt texts. */
export function renderPictures(uris: Uris, account: Account, types: PersonParts['pictures']): JsonObject {
  const { avatar_key, avatar_description, header_key, header_description } = account
  return {
    ...renderPicture('icon', avatar_key, avatar_description),
    ...renderPicture('image', header_key, header_description),
  }

  function renderPicture(property: 'icon' | 'image', key: string | null, description: string): JsonObject {
    const mediaType = types.get(key)
    if (key === null || !mediaType) return {}
    const image = { type: 'Image', mediaType, url: mediaUrl(uris, key, mediaType) }
    return { [property]: { ...image, ...(description && { name: description, summary: description }) } }
  }
}
