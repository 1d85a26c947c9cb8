import { detect } from 'tinyld'

const MIN_LENGTH = 20
const MAX_LENGTH = 1_000

/** The language of a text as an ISO 639-1 code; undefined when it is too short to tell. */
export function detectLanguage(text: string): string | undefined {
  const words = text.replace(/https?:\/\/\S{1,2000}|[@#]\S{1,200}/g, '').trim()
  return words.length < MIN_LENGTH ? undefined : detect(words.slice(0, MAX_LENGTH)) || undefined
}
