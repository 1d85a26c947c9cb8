import { z } from 'zod'
import { Status } from './status.ts'

/** The thread around a status: what it answers, and what answers it. */
export const Context = z.strictObject({ ancestors: z.array(Status), descendants: z.array(Status) })
export type Context = z.infer<typeof Context>
