import type { VNode } from 'preact'
import { html } from '../html.ts'

interface FieldProps {
  name: string
  label: string
  hint?: string
  type?: string
  value?: string
  autocomplete?: string
  required?: boolean
  pattern?: string
  minlength?: number
  /** Why the last try was refused. */
  wrong?: string
}

/** One labelled input with its hint and its error, tied together for screen readers. */
export function Field({ name, label, hint, wrong, type = 'text', ...rest }: FieldProps): VNode {
  const about = [hint && `${name}-hint`, wrong && `${name}-wrong`].filter(Boolean).join(' ')
  return html`
    <div class="field">
      <label for=${name}>${label}</label>
      <input id=${name} name=${name} type=${type} aria-describedby=${about || undefined} aria-invalid=${wrong ? 'true' : undefined} ...${rest} />
      ${hint && html`<span class="hint" id=${`${name}-hint`}>${hint}</span>`}
      ${wrong && html`<span class="wrong" id=${`${name}-wrong`}>${wrong}</span>`}
    </div>
  `
}
