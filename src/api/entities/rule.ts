import { z } from 'zod'

export const Rule = z.strictObject({ id: z.string(), text: z.string(), hint: z.string() })
export type Rule = z.infer<typeof Rule>

export function renderRule(text: string, index: number): Rule {
  return { id: String(index + 1), text, hint: '' }
}
