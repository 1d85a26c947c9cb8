import type { ComponentProps, VNode } from 'preact'
import { type Label, Labelled, labelledBy } from './labelled.tsx'

/** An input with its label, hint and problem. */
export function Field({ name, label, hint, problem, ...input }: ComponentProps<'input'> & Label): VNode {
  const about = { name, label, hint, problem }
  return (
    <Labelled {...about}>
      <input type="text" {...labelledBy(about)} {...input} />
    </Labelled>
  )
}
