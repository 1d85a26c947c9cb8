import { isObject, type JsonObject, readNatural, readOne, readString } from '../../activitypub/read.ts'
import { isLanguageTag } from '../../lib/language-tag.ts'

const TEXTS = ['content', 'name', 'summary'] as const

/** The language of a post, in lower case: that of its text, or else of its title or summary, or the one that it names. */
export function readLanguage(note: JsonObject): string | null {
  for (const property of TEXTS) {
    const language = readNatural(note, property)?.language
    if (language !== undefined) return language.toLowerCase()
  }
  const named = readNamed(note)
  return named !== undefined && named !== 'und' && isLanguageTag(named) ? named.toLowerCase() : null
}

/** Lemmy and PeerTube write `language: {identifier, name}`, and Mobilizon `inLanguage`. */
function readNamed({ language, inLanguage }: JsonObject): string | undefined {
  const named = readOne(language ?? inLanguage)
  return readString(isObject(named) ? named.identifier : named)
}
