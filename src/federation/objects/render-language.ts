import type { JsonObject } from '../../activitypub/read.ts'
import { languageName } from '../../messages/en/languages.ts'

/**
 * The language of an object's content: the exact tag in `contentMap`, and for Lemmy and PeerTube, which know languages
 * by their first subtag only (`pt` for `pt-BR`), as `language: {identifier, name}`.
 * @param tag BCP 47
 */
export function renderLanguage(tag: string | null, content: string): JsonObject {
  if (!tag) return {}
  const [identifier = tag] = tag.toLowerCase().split('-')
  return { contentMap: { [tag]: content }, language: { identifier, name: languageName(identifier) } }
}
