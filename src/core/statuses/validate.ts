import { isLanguageTag } from '../../lib/language-tag.ts'
import { countCharacters } from '../../lib/text/count-characters.ts'
import { Invalid } from '../errors.ts'
import { MAX_CHARACTERS } from './limits.ts'

/** Languages are named as in BCP 47: `en`, `pt-BR`. */

/** @throws Invalid with Mastodon's sentences, when nobody could post this */
export function validateText(written: { text?: string; content_warning?: string; language?: string | null }): void {
  const { text = '', content_warning = '', language } = written
  if (text.trim() === '') refuse('text', 'ERR_BLANK', "can't be blank")
  if (/\0/.test(text + content_warning)) refuse('text', 'ERR_INVALID', 'contains a character that no text has')
  if (countCharacters(text) + countCharacters(content_warning) > MAX_CHARACTERS)
    refuse('text', 'ERR_TOO_LONG', `character limit of ${MAX_CHARACTERS} exceeded`)
  if (language && !isLanguageTag(language)) refuse('language', 'ERR_INVALID', 'is not a language code')
}

function refuse(field: 'text' | 'language', error: string, description: string): never {
  const name = field === 'text' ? 'Text' : 'Language'
  throw new Invalid(`Validation failed: ${name} ${description}`, { [field]: [{ error, description }] })
}
