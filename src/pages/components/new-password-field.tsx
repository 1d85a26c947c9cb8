import type { VNode } from 'preact'
import { Field } from './field.tsx'

/** The field of every form that sets a password. Browsers offer to make one up, and nothing is sent back. */
export function NewPasswordField({ label, problem }: { label: string; problem: string | undefined }): VNode {
  return (
    <Field
      name="password"
      label={label}
      type="password"
      hint="At least 8 characters"
      required
      minlength={8}
      autocomplete="new-password"
      problem={problem}
    />
  )
}
