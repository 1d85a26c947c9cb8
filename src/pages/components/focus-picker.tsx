import type { VNode } from 'preact'
import type { Focus } from '../../db/tables/media.ts'

/** The middle of the outer thirds. */
const NEAR_EDGE = 0.67

/** What a form sends for each part of a picture. */
const PARTS: readonly [value: string, name: string][] = [
  ['', 'Middle'],
  [`0,${NEAR_EDGE}`, 'Top'],
  [`${NEAR_EDGE},${NEAR_EDGE}`, 'Top right'],
  [`${NEAR_EDGE},0`, 'Right'],
  [`${NEAR_EDGE},-${NEAR_EDGE}`, 'Bottom right'],
  [`0,-${NEAR_EDGE}`, 'Bottom'],
  [`-${NEAR_EDGE},-${NEAR_EDGE}`, 'Bottom left'],
  [`-${NEAR_EDGE},0`, 'Left'],
  [`-${NEAR_EDGE},${NEAR_EDGE}`, 'Top left'],
]

/** The choice of the focal point. One that an app has set more exactly stays as it is. */
export function FocusPicker({ name, focus }: { name: string; focus: Focus | null }): VNode {
  const chosen = focus?.join(',') ?? ''
  const isOther = !PARTS.some(([value]) => value === chosen)
  return (
    <div class="field">
      <label for={name}>Keep in view where it is cropped</label>
      <select id={name} name={name}>
        {isOther && (
          <option value={chosen} selected>
            As it is
          </option>
        )}
        {PARTS.map(([value, part]) => (
          <option value={value} selected={value === chosen}>
            {part}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Reads what the form sent. What it does not offer is the middle. */
export function parseFocus(text = ''): Focus | null {
  const [x, y, ...more] = text.split(',').map(Number)
  if (x === undefined || y === undefined || more.length > 0) return null
  return Math.abs(x) <= 1 && Math.abs(y) <= 1 ? [x, y] : null
}
