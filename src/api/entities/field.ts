import { z } from 'zod'
import type { ProfileField } from '../../db/tables/accounts.ts'
import { Time } from './time.ts'

export const Field = z.strictObject({ name: z.string(), value: z.string(), verified_at: Time.nullable() })
export type Field = z.infer<typeof Field>

export function renderField({ name, value }: ProfileField): Field {
  return { name, value, verified_at: null }
}
