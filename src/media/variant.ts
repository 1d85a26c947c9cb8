import { MINUTE, SECOND } from '../lib/durations.ts'

/** The file itself, or a small still picture of it. */
export type Variant = 'original' | 'preview'

const NAME = /^(original|preview)(?:\.\w{1,10})?$/

/** `preview.webp` → `preview`. The extension means nothing. */
export function variantIn(name: string): Variant | undefined {
  return NAME.exec(name)?.[1] as Variant | undefined
}

/** What stands in for a file that will soon be here. */
export const PASSING_MAX_AGE_S = (5 * MINUTE) / SECOND
