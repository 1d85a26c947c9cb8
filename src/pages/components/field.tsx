import type { ComponentProps, VNode } from 'preact'

type FieldProps = ComponentProps<'input'> & {
  name: string
  label: string
  hint?: string
  /** Why the last try was refused. */
  wrong?: string
}

/** One labelled input with its hint and its error, tied together for screen readers. */
export function Field({ name, label, hint, wrong, ...input }: FieldProps): VNode {
  const about = [hint && `${name}-hint`, wrong && `${name}-wrong`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        aria-describedby={about || undefined}
        aria-invalid={wrong ? 'true' : undefined}
        {...input}
      />
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {wrong && (
        <span class="wrong" id={`${name}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  )
}
