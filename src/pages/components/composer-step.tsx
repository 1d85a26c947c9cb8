import type { VNode } from 'preact'

/** A button of the composer that does not post. `routes/compose/steps.ts` knows its values. */
export function ComposerStep({ value, children }: { value: string; children: string }): VNode {
  return (
    <button class="quiet" type="submit" name="step" value={value} formnovalidate>
      {children}
    </button>
  )
}
