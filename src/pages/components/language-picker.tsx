import type { VNode } from 'preact'
import { LANGUAGES, languageName } from '../../messages/en/languages.ts'
import { Choice } from './choice.tsx'

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
  return <Choice name="language" label={label} options={options} chosen={chosen} problem={problem} />
}
