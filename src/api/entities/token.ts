import { z } from 'zod'
import type { Token as Row } from '../../db/tables/users.ts'
import { IsoTime, isoTime } from './time.ts'

/** An API key, without its secret. */
export const TokenEntity = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  created_at: IsoTime,
  expires_at: IsoTime.nullable(),
  last_used_at: IsoTime.nullable(),
})
export type TokenEntity = z.infer<typeof TokenEntity>

/** The response to the creation of an API key. No other response contains the secret. */
export const NewTokenEntity = z.strictObject({ ...TokenEntity.shape, token: z.string() })

export function renderToken(row: Row): TokenEntity {
  return {
    id: String(row.id),
    name: row.name,
    scopes: row.scopes.split(' '),
    created_at: isoTime(row.created_at),
    expires_at: row.expires_at === null ? null : isoTime(row.expires_at),
    last_used_at: row.last_used_at === null ? null : isoTime(row.last_used_at),
  }
}
