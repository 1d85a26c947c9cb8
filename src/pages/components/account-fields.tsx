import type { VNode } from 'preact'
import { Field } from './field.tsx'
import { NewPasswordField } from './new-password-field.tsx'

interface AccountFieldsProps {
  usernameHint: string
  /** The values of the rejected attempt. */
  values: { username?: string; email?: string }
  problems: Record<string, string>
}

/** The fields of every form that creates an account. A password is never sent back. */
export function AccountFields({ usernameHint, values, problems }: AccountFieldsProps): VNode {
  return (
    <>
      <Field
        name="username"
        label="Username"
        hint={usernameHint}
        required
        pattern="[A-Za-z0-9_]+"
        autocomplete="username"
        value={values.username}
        problem={problems.username}
      />
      <Field
        name="email"
        label="E-mail"
        type="email"
        required
        autocomplete="email"
        value={values.email}
        problem={problems.email}
      />
      <NewPasswordField label="Password" problem={problems.password} />
    </>
  )
}
