import type { VNode } from 'preact'
import { LANGUAGES, languageName } from '../../messages/en/languages.ts'

interface LanguagePickerProps {
  /** A language tag; empty for none. It is offered even if it is not in the list. */
  chosen: string
  label?: string
  /** The words for no language. */
  none?: string
  problem?: string
}

export function LanguagePicker(props: LanguagePickerProps): VNode {
  const { chosen, label = 'Language', none = 'Recognise from the text', problem } = props
  const isListed = chosen === '' || LANGUAGES.some(([code]) => code === chosen)
  const other: [string, string][] = isListed ? [] : [[chosen, languageName(chosen)]]
  const options: [string, string][] = [['', none], ...other, ...LANGUAGES]
  return (
    <div class="field">
      <label for="language">{label}</label>
      <select id="language" name="language" aria-describedby={problem && 'language-wrong'}>
        {options.map(([code, name]) => (
          <option value={code} selected={code === chosen}>
            {name}
          </option>
        ))}
      </select>
      {problem && (
        <span class="wrong" id="language-wrong">
          {problem}
        </span>
      )}
    </div>
  )
}
