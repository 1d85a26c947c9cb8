import { hash, verify } from '@node-rs/argon2'

/** Longer ones are refused before hashing: a megabyte of password would cost us, not the attacker (case 97). */
export const MAX_PASSWORD_LENGTH = 256

/** argon2id as OWASP advises: 19 MiB, two passes, one lane. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** A hash of that cost that no password fits: stands in for a user who does not exist. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/**
 * A password as it is stored (PHC string). Runs on the thread pool.
 * @throws RangeError when it is longer than `MAX_PASSWORD_LENGTH`
 */
export function hashPassword(password: string): Promise<string> {
  if (password.length > MAX_PASSWORD_LENGTH) {
    return Promise.reject(new RangeError(`A password may have at most ${MAX_PASSWORD_LENGTH} characters.`))
  }
  return hash(sameEverywhere(password), COST)
}

/**
 * Whether the password fits the stored hash. Without a hash (no such user) it takes as long and answers false.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  if (password.length > MAX_PASSWORD_LENGTH) return false
  const fits = await verify(stored ?? NOBODY, sameEverywhere(password)).catch(() => false)
  return fits && stored !== undefined
}

/** One keyboard writes «é» as one character, another as two. */
function sameEverywhere(password: string): string {
  return password.toWellFormed().normalize('NFKC')
}
