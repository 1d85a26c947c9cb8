import { z } from 'zod'

/** Every refusal. `details`: field → what is wrong with it. */
export const ErrorAnswer = z.strictObject({
  error: z.string(),
  error_description: z.string().optional(),
  details: z.record(z.string(), z.array(z.strictObject({ error: z.string(), description: z.string() }))).optional(),
})
