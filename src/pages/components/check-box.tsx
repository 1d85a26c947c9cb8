import type { VNode } from 'preact'

interface CheckBoxProps {
  name: string
  label: string
  hint?: string
  checked: boolean
  required?: boolean
}

/** A choice between yes and no. A form sends `on` for yes, and nothing for no. */
export function CheckBox({ name, label, hint, checked, required }: CheckBoxProps): VNode {
  return (
    <div class="check">
      <input
        type="checkbox"
        id={name}
        name={name}
        checked={checked}
        required={required}
        aria-describedby={hint && `${name}-hint`}
      />
      <label for={name}>{label}</label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}
