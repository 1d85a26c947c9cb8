/**
 * Which part of a picture stays visible where it is cropped. Pages have no styles of their own in their elements,
 * so a class of the style sheet says it, in steps.
 */
import type { Focus } from '../../../db/tables/media.ts'

const STEPS = 20
const PERCENT_PER_STEP = 100 / STEPS

/** The classes of a picture with this focal point. None for its middle. */
export function focalClass(focus: Focus | null): string | undefined {
  if (!focus || (focus[0] === 0 && focus[1] === 0)) return undefined
  const [x, y] = focus
  return `x${step(x)} y${step(-y)}`
}

/** @param at from -1 to 1 */
function step(at: number): number {
  return Math.round(((Math.max(-1, Math.min(1, at)) + 1) / 2) * STEPS)
}

/** The rules for all these classes. */
export function focalRules(): string {
  const rules = Array.from({ length: STEPS + 1 }, (_, n) => {
    const percent = `${n * PERCENT_PER_STEP}%`
    return `.x${n}{--x:${percent}}.y${n}{--y:${percent}}`
  })
  return `${rules.join('')}\n`
}
