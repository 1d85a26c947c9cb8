import type { ComponentProps, VNode } from 'preact'

type FieldProps = ComponentProps<'input'> & {
  name: string
  label: string
  hint?: string
  /** Why the value was refused. */
  problem?: string
}

/** A labelled input with its hint and problem, connected for screen readers. */
export function Field({ name, label, hint, problem, ...input }: FieldProps): VNode {
  const describedBy = [hint && `${name}-hint`, problem && `${name}-wrong`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        aria-describedby={describedBy || undefined}
        aria-invalid={problem ? 'true' : undefined}
        {...input}
      />
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {problem && (
        <span class="wrong" id={`${name}-wrong`}>
          {problem}
        </span>
      )}
    </div>
  )
}
