import { isLanguageTag } from '../../lib/language-tag.ts'
import { countCharacters } from '../../lib/text/count-characters.ts'
import type { Problem } from '../../messages/en/fields.ts'
import { InvalidFields } from '../errors.ts'
import { MAX_CHARACTERS } from './limits.ts'

/** @throws Invalid if the text is empty, too long or contains NUL, or the language is unknown */
export function validateText(written: { text?: string; content_warning?: string; language?: string | null }): void {
  const { text = '', content_warning = '', language } = written
  const refuse = (field: 'text' | 'language', problem: Problem) => {
    throw new InvalidFields({ [field]: [problem] })
  }
  if (text.trim() === '') refuse('text', ['blank'])
  if (/\0/.test(text + content_warning)) refuse('text', ['null-character'])
  if (countCharacters(text) + countCharacters(content_warning) > MAX_CHARACTERS)
    refuse('text', ['post-too-long', { max: MAX_CHARACTERS }])
  if (language && !isLanguageTag(language)) refuse('language', ['language-code'])
}
