import { z } from 'zod'
import { StatusEntity } from './status.ts'

/** The thread around a status: what it answers, and what answers it. */
export const ContextEntity = z.strictObject({ ancestors: z.array(StatusEntity), descendants: z.array(StatusEntity) })
export type ContextEntity = z.infer<typeof ContextEntity>
