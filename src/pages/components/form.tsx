import type { ComponentProps, VNode } from 'preact'
import { FORM_TOKEN, formTokenOf, type Visit } from '../visit/visit.ts'

type FormProps = ComponentProps<'form'> & { visit: Visit }

/** A form that is sent to this server. It carries the token without which no form is accepted. */
export function Form({ visit, children, ...form }: FormProps): VNode {
  return (
    <form method="post" {...form}>
      <input type="hidden" name={FORM_TOKEN} value={formTokenOf(visit)} />
      {children}
    </form>
  )
}
