/** The keys that name media in our addresses. */
import { createHmac, randomBytes } from 'node:crypto'
import type { MediaUse } from '../../db/tables/media.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'

/** 128 bits, so nobody finds a key by trying. */
const KEY_BYTES = 16
const SECRET_BYTES = 32
const SETTING = 'mediaSecret'

const secret = slot(() => ({ bytes: undefined as Buffer | undefined }))

/** The key of an upload. It is random, so that it reveals nothing about the file. */
export function newMediaKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url')
}

/**
 * The key of something at another server. It can be computed wherever the address is shown, but only by this server, so
 * that nobody can ask us for an address of their choice. Each use has its own: otherwise somebody who makes the
 * picture of another person's post their emoji would have it shown as small as one in that post, too.
 */
export function remoteMediaKey(app: Pick<App, 'slot'>, use: MediaUse, url: string): string {
  const { bytes } = app.slot(secret)
  if (!bytes) throw new Error('The secret of media keys is not loaded.')
  return createHmac('sha256', bytes).update(`${use} ${url}`).digest().subarray(0, KEY_BYTES).toString('base64url')
}

/** Loads the secret, which all processes on one database share. Makes it at the first start. */
export async function prepareMediaSecret(app: Pick<App, 'db' | 'slot'>): Promise<void> {
  const value = JSON.stringify(randomBytes(SECRET_BYTES).toString('base64url'))
  await app.db
    .insertInto('instance_settings')
    .values({ name: SETTING, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await app.db
    .selectFrom('instance_settings')
    .select('value')
    .where('name', '=', SETTING)
    .executeTakeFirstOrThrow()
  app.slot(secret).bytes = Buffer.from(String(row.value), 'base64url')
}
