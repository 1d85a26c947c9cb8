import type { ComponentProps, VNode } from 'preact'
import { FORM_TOKEN, formTokenOf, type Visit } from '../visit/visit.ts'

type FormProps = ComponentProps<'form'> & {
  visit: Visit
  /** Whether it has inputs for files. */
  files?: boolean
}

/** A form that is sent to this server. It begins with the token without which no form is accepted. */
export function Form({ visit, files = false, children, ...form }: FormProps): VNode {
  return (
    <form method="post" enctype={files ? 'multipart/form-data' : undefined} {...form}>
      <input type="hidden" name={FORM_TOKEN} value={formTokenOf(visit)} />
      {children}
    </form>
  )
}
