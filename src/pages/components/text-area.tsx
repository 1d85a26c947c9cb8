import type { ComponentProps, VNode } from 'preact'
import { type Label, Labelled, labelledBy } from './labelled.tsx'

/** As `Field`, for several lines. */
export function TextArea({ name, label, hint, problem, ...area }: ComponentProps<'textarea'> & Label): VNode {
  const about = { name, label, hint, problem }
  return (
    <Labelled {...about}>
      <textarea {...labelledBy(about)} {...area} />
    </Labelled>
  )
}
