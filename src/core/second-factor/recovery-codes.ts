/** Codes for a person who has lost their authenticator app. Each works once; only hashes are stored. */
import { hash, randomBytes } from 'node:crypto'
import type { User } from '../../db/tables/users.ts'
import type { App, Tx } from '../app.ts'

const HOW_MANY = 10
/** 80 bits in Crockford's base32: short enough to type, and far too many to guess, even from the hashes. */
const CODE_LENGTH = 16
/** Without i, l, o and u, which look like other letters or digits. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Makes new codes, which replace the old ones. They are returned only here. */
export async function makeRecoveryCodes(tx: Tx, user: Pick<User, 'id'>): Promise<string[]> {
  const codes = Array.from({ length: HOW_MANY }, newCode)
  await removeRecoveryCodes(tx, user)
  const rows = codes.map((code) => ({ code_hash: hashOf(user, code), user_id: user.id }))
  await tx.db.insertInto('recovery_codes').values(rows).execute()
  return codes
}

/** @returns whether it was one of the user's codes, which is then used up */
export async function useRecoveryCode({ db }: Tx, user: Pick<User, 'id'>, code: string): Promise<boolean> {
  const used = await db
    .deleteFrom('recovery_codes')
    .where('code_hash', '=', hashOf(user, code))
    .where('user_id', '=', user.id)
    .returning('code_hash')
    .executeTakeFirst()
  return used !== undefined
}

export async function countRecoveryCodes({ db }: Pick<App, 'db'>, user: Pick<User, 'id'>): Promise<number> {
  return (await db.selectFrom('recovery_codes').select('code_hash').where('user_id', '=', user.id).execute()).length
}

export async function removeRecoveryCodes({ db }: Tx, { id }: Pick<User, 'id'>): Promise<void> {
  await db.deleteFrom('recovery_codes').where('user_id', '=', id).execute()
}

/** `k3m9-0xwq-7tbz-2hfd` */
function newCode(): string {
  const letters = [...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length])
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-')
}

/** Differs for each user. Case, spaces and hyphens do not count. */
function hashOf({ id }: Pick<User, 'id'>, code: string): string {
  return hash('sha256', `${id} ${code.toLowerCase().replace(/[^\da-z]/g, '')}`)
}
