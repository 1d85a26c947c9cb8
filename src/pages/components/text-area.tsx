import type { ComponentProps, VNode } from 'preact'

type TextAreaProps = ComponentProps<'textarea'> & {
  name: string
  label: string
  hint?: string
  /** Why the value was refused. */
  problem?: string | undefined
}

/** As `Field`, for several lines. */
export function TextArea({ name, label, hint, problem, ...area }: TextAreaProps): VNode {
  const describedBy = [hint && `${name}-hint`, problem && `${name}-wrong`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <textarea
        id={name}
        name={name}
        aria-describedby={describedBy || undefined}
        aria-invalid={problem ? 'true' : undefined}
        {...area}
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
