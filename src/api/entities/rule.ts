import { z } from 'zod'

export const RuleEntity = z.strictObject({ id: z.string(), text: z.string(), hint: z.string() })
export type RuleEntity = z.infer<typeof RuleEntity>

export function renderRule(text: string, index: number): RuleEntity {
  return { id: String(index + 1), text, hint: '' }
}
