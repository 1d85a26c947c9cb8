import type { ComponentChildren, VNode } from 'preact'

export interface Label {
  name: string
  label: string
  hint?: string
  /** Why the value was refused. */
  problem?: string | undefined
}

/** What an input needs so that screen readers connect it with its label, hint and problem. */
export function labelledBy({ name, hint, problem }: Label) {
  const describedBy = [hint && `${name}-hint`, problem && `${name}-wrong`].filter(Boolean).join(' ')
  return {
    id: name,
    name,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': problem ? ('true' as const) : undefined,
  }
}

/** The label above an input, and the hint and problem below it. */
export function Labelled({ name, label, hint, problem, children }: Label & { children: ComponentChildren }): VNode {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children}
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
