import { z } from 'zod'
import type { ProfileField } from '../../db/tables/accounts.ts'
import { IsoTime } from './time.ts'
import { typedText } from './typed-text.ts'

export const FieldEntity = z.strictObject({ name: z.string(), value: z.string(), verified_at: IsoTime.nullable() })
export type FieldEntity = z.infer<typeof FieldEntity>

export function renderField({ name, value }: ProfileField): FieldEntity {
  return { name, value, verified_at: null }
}

/** As its owner typed it. */
export function renderTypedField({ name, value, source }: ProfileField): FieldEntity {
  return { name, value: source ?? typedText(value), verified_at: null }
}
