import type { VNode } from 'preact'
import { describeScope, isDangerous } from '../../messages/en/scopes.ts'

/** The names of the checkboxes: one for each scope. */
const FIELD = 'allow '

/** A scope in words, to allow or not. Dangerous ones are marked, by a word as well, which screen readers say. */
export function ScopeChoice({ scope, isChosen }: { scope: string; isChosen: boolean }): VNode {
  return (
    <label class={isDangerous(scope) ? 'danger' : undefined}>
      <input type="checkbox" name={FIELD + scope} checked={isChosen} />
      <span>
        {isDangerous(scope) && 'Far-reaching: '}
        {describeScope(scope)} <code>{scope}</code>
      </span>
    </label>
  )
}

/** The scopes that were chosen in a form. */
export function scopesIn(fields: Record<string, string>): string[] {
  return Object.keys(fields).flatMap((name) => (name.startsWith(FIELD) ? [name.slice(FIELD.length)] : []))
}
