import { z } from 'zod'

/** `{}`: the response of an action without a result. */
export const EmptyEntity = z.strictObject({})
