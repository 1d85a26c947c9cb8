import type { VNode } from 'preact'
import { type Label, Labelled, labelledBy } from './labelled.tsx'

interface ChoiceProps extends Label {
  /** Each value with the words that stand for it. */
  options: readonly (readonly [value: string, words: string])[]
  /** The first option when absent. */
  chosen?: string
}

/** A list of which one is chosen, with its label, hint and problem. */
export function Choice({ options, chosen, ...about }: ChoiceProps): VNode {
  return (
    <Labelled {...about}>
      <select {...labelledBy(about)}>
        {options.map(([value, words]) => (
          <option value={value} selected={value === chosen}>
            {words}
          </option>
        ))}
      </select>
    </Labelled>
  )
}
