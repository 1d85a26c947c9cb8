import { z } from 'zod'

/** `{}`: it is done, and there is nothing to tell. */
export const Nothing = z.strictObject({})
