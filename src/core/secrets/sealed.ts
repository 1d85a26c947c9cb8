import { openSeal, SealBroken, seal } from '../../lib/crypto/seal.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { readSecretKey, SecretKeyError } from './secret-key.ts'

type Keeper = Pick<App, 'config' | 'slot'>

const cached = slot(() => ({ key: undefined as Buffer | undefined }))

/** Encrypts a secret for the database. @param context table, column and row, from which it cannot be moved */
export function sealSecret(app: Keeper, text: string, context: string): string {
  return seal(keyOf(app), text, context)
}

/** @throws SecretKeyError if it was sealed with another key */
export function openSecret(app: Keeper, sealed: string, context: string): string {
  try {
    return openSeal(keyOf(app), sealed, context)
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    throw new SecretKeyError(`The secret key does not fit ${context} in the database.`)
  }
}

function keyOf(app: Keeper): Buffer {
  const known = app.slot(cached)
  known.key ??= readSecretKey(app.config)
  return known.key
}
