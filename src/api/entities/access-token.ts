import { z } from 'zod'
import type { Token } from '../../db/tables/users.ts'
import { unixSeconds } from '../../lib/durations.ts'

/** A token in the format of OAuth. Sign-up returns one. */
export const AccessTokenEntity = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  scope: z.string(),
  /** Unix seconds. */
  created_at: z.int(),
})
export type AccessTokenEntity = z.infer<typeof AccessTokenEntity>

export function renderAccessToken(key: string, { scopes, created_at }: Token): AccessTokenEntity {
  return { access_token: key, token_type: 'Bearer', scope: scopes, created_at: unixSeconds(created_at) }
}
