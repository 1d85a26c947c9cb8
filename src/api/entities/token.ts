import { z } from 'zod'
import type { Token as Row } from '../../db/tables/users.ts'
import { isoTime, Time } from './time.ts'

/** An API key, without its secret. */
export const Token = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  created_at: Time,
  expires_at: Time.nullable(),
  last_used_at: Time.nullable(),
})
export type Token = z.infer<typeof Token>

/** The answer to making one: the only time that the secret is shown. */
export const NewToken = z.strictObject({ ...Token.shape, token: z.string() })

export function renderToken(row: Row): Token {
  return {
    id: String(row.id),
    name: row.name,
    scopes: row.scopes.split(' '),
    created_at: isoTime(row.created_at),
    expires_at: row.expires_at === null ? null : isoTime(row.expires_at),
    last_used_at: row.last_used_at === null ? null : isoTime(row.last_used_at),
  }
}
