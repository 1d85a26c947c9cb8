import type { App } from '../app.ts'
import { createSecretKey, readSecretKey, SecretKeyError } from '../secrets/secret-key.ts'
import { secretOf } from './find.ts'

/**
 * Checks, at the start or before something is sealed, that the key fits what it has sealed. If it has sealed nothing, a
 * missing key is made.
 * @throws SecretKeyError
 */
export async function prepareSecretKey(app: App): Promise<void> {
  if ((await checkSecretKey(app)) === 'fits') return
  createSecretKey(app.config)
  readSecretKey(app.config)
}

/** @returns `unused` if nothing is sealed with it. @throws SecretKeyError if it is missing or does not fit */
export async function checkSecretKey(app: Pick<App, 'config' | 'db' | 'slot'>): Promise<'fits' | 'unused'> {
  const sealed = await app.db.selectFrom('second_factors').selectAll().orderBy('user_id').limit(1).executeTakeFirst()
  if (!sealed) return 'unused'
  try {
    secretOf(app, sealed)
    return 'fits'
  } catch (error) {
    if (error instanceof SecretKeyError) throw new SecretKeyError(`${error.message} ${WHAT_TO_DO}`)
    throw error
  }
}

const WHAT_TO_DO =
  'Restore the key from your backup: without it, nobody with a second factor can sign in. If it is lost, switch off their second factor with `atoll user reset-2fa --all`, and start again.'
