import { z } from 'zod'
import { StatusEntity } from './status.ts'

/** The thread around a status: the posts it replies to, and the replies to it. */
export const ContextEntity = z.strictObject({ ancestors: z.array(StatusEntity), descendants: z.array(StatusEntity) })
export type ContextEntity = z.infer<typeof ContextEntity>
