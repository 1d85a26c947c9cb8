import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { Json } from '../../lib/written-json.ts'
import { AccountEntity, renderAccount } from './account.ts'
import { IsoTime, isoTime } from './time.ts'

/** An account in the list of mutes. */
export const MutedAccountEntity = z.strictObject({
  ...AccountEntity.shape,
  /** Null if the mute does not end by itself. */
  mute_expires_at: IsoTime.nullable(),
})
export type MutedAccountEntity = z.infer<typeof MutedAccountEntity>

/** @param expiresAt Unix milliseconds */
export function renderMutedAccount(app: App, account: Account, expiresAt: number | null): Json<MutedAccountEntity> {
  const expires = JSON.stringify(expiresAt === null ? null : isoTime(expiresAt))
  return new Json(`${renderAccount(app, account).text.slice(0, -1)},"mute_expires_at":${expires}}`)
}
