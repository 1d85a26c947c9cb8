import type { VNode } from 'preact'
import { Field } from './field.tsx'

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
      <Field
        name="password"
        label="Password"
        type="password"
        hint="At least 8 characters"
        required
        minlength={8}
        autocomplete="new-password"
        problem={problems.password}
      />
    </>
  )
}
