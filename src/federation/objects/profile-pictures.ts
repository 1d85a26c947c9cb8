/** The avatar and the header of an actor, with their alt texts. */
import type { JsonObject } from '../../activitypub/read.ts'
import { PERSON_LIMITS } from './limits.ts'
import { readDescription } from './media-details.ts'
import { parsePicture } from './parse-picture.ts'

export function profilePictures({ icon, image }: JsonObject) {
  const [avatar, header] = [readPicture(icon), readPicture(image)]
  return {
    avatar_url: avatar.url,
    avatar_description: avatar.description,
    header_url: header.url,
    header_description: header.description,
  }
}

function readPicture(value: unknown): { url: string | null; description: string } {
  const picture = parsePicture(value)
  if (!picture) return { url: null, description: '' }
  return { url: picture.url, description: readDescription(picture.image, PERSON_LIMITS.pictureDescriptionLength) }
}
