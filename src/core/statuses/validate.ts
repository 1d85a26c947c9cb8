import { isLanguageTag } from '../../lib/language-tag.ts'
import { countCharacters } from '../../lib/text/count-characters.ts'
import type { Problem } from '../../messages/en/fields.ts'
import { InvalidFields } from '../errors.ts'
import { MAX_CHARACTERS } from './limits.ts'

interface WrittenText {
  text?: string
  content_warning?: string
  language?: string | null
  hasMedia?: boolean
}

/**
 * Checks the text, content warning and language of a post.
 * @param written.hasMedia then it needs no text
 * @throws InvalidFields if the text is empty, both texts together are too long, one of them contains NUL, or the
 *   language is unknown
 */
export function validateText(written: WrittenText): void {
  const { text = '', content_warning = '', language, hasMedia = false } = written
  const problems: Record<string, Problem[]> = {}
  const refuse = (field: 'text' | 'content_warning' | 'language', problem: Problem) => {
    problems[field] = [...(problems[field] ?? []), problem]
  }
  if (text.trim() === '' && !hasMedia) refuse('text', ['blank'])
  if (text.includes('\0')) refuse('text', ['null-character'])
  if (content_warning.includes('\0')) refuse('content_warning', ['null-character'])
  if (countCharacters(text) + countCharacters(content_warning) > MAX_CHARACTERS)
    refuse('text', ['post-too-long', { max: MAX_CHARACTERS }])
  if (language && !isLanguageTag(language)) refuse('language', ['language-code'])
  if (Object.keys(problems).length > 0) throw new InvalidFields(problems)
}
