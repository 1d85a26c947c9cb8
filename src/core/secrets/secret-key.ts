/**
 * The key that encrypts secrets in the database. It is kept outside the database, in `ATOLL_SECRET_KEY` or in a file of
 * the data folder, so that a stolen copy of the database does not reveal them.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { SEAL_KEY_BYTES } from '../../lib/crypto/seal.ts'
import { newToken } from '../../lib/crypto/tokens.ts'
import { makeFolder } from '../../lib/make-folder.ts'

type Place = Pick<Config, 'data' | 'secretKey'>

/** The key is missing or wrong. The message is a sentence for the administrator. */
export class SecretKeyError extends Error {}

export function secretKeyFile({ data }: Pick<Config, 'data'>): string {
  return join(data, 'secret.key')
}

/** @throws SecretKeyError if there is none, or it is not a key */
export function readSecretKey(config: Place): Buffer {
  if (config.secretKey) return parse(config.secretKey, 'ATOLL_SECRET_KEY')
  const file = secretKeyFile(config)
  if (!existsSync(file))
    throw new SecretKeyError(`There is no secret key: ${file} is missing, and ATOLL_SECRET_KEY is not set.`)
  return parse(readFileSync(file, 'utf8'), file)
}

/** Makes the file at the first start. If two processes start at once, one key counts. */
export function createSecretKey(config: Place): void {
  const file = secretKeyFile(config)
  if (config.secretKey || existsSync(file)) return
  makeFolder(config.data)
  const draft = `${file}.${newToken()}`
  writeDurably(draft, `${randomBytes(SEAL_KEY_BYTES).toString('base64url')}\n`)
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

/** Writes the key to a new file, for a backup. @throws SecretKeyError if there is none */
export function copySecretKey(config: Place, path: string): void {
  writeDurably(path, `${readSecretKey(config).toString('base64url')}\n`)
}

/** Only its owner may read it. */
const MODE = 0o600

function writeDurably(path: string, text: string): void {
  const handle = openSync(path, 'wx', MODE)
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** 32 bytes in base64, base64url or hexadecimal. The message must not repeat what may be a key. */
function parse(text: string, where: string): Buffer {
  const given = text.trim()
  const key = /^[\da-f]{64}$/i.test(given) ? Buffer.from(given, 'hex') : Buffer.from(given, 'base64')
  if (key.length !== SEAL_KEY_BYTES)
    throw new SecretKeyError(
      `${where} does not hold a key: it must be ${SEAL_KEY_BYTES} bytes in base64 or hexadecimal.`,
    )
  return key
}
