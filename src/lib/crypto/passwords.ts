import { hash, verify } from '@node-rs/argon2'

/** Longer passwords are refused before hashing: a password of a megabyte would cost us, not the attacker (case 97). */
export const MAX_PASSWORD_LENGTH = 256

/** Hashes passwords and verifies them against a stored hash. Runs on the thread pool. */
export interface Passwords {
  /**
   * The hash to store, as a PHC string.
   * @throws RangeError if the password is longer than `MAX_PASSWORD_LENGTH`
   */
  hash(password: string): Promise<string>
  /**
   * Whether the password matches the stored hash. Without a hash (no such user) it takes as long and returns false.
   * @throws Error if it could not be verified: the hash is damaged, or there is no memory for it
   */
  verify(password: string, stored: string | undefined): Promise<boolean>
}

interface PasswordCost {
  /** In KiB. */
  memoryCost: number
  /** Passes over that memory. */
  timeCost: number
}

/** OWASP's recommendation for argon2id: 19 MiB, two passes. */
const COST: PasswordCost = { memoryCost: 19_456, timeCost: 2 }
/** argon2id, in one lane. */
const KIND = { algorithm: 2, parallelism: 1 } as const

/** @param cost of new hashes; tests pass a lower one, because hashing would take most of their time */
export function createPasswords(cost: PasswordCost = COST): Passwords {
  const dummy = dummyHash(cost)
  return {
    hash(password) {
      if (password.length <= MAX_PASSWORD_LENGTH) return hash(normalizePassword(password), { ...KIND, ...cost })
      return Promise.reject(new RangeError(`A password may have at most ${MAX_PASSWORD_LENGTH} characters.`))
    },
    async verify(password, stored) {
      if (password.length > MAX_PASSWORD_LENGTH) return false
      const fits = await verify(stored ?? dummy, normalizePassword(password))
      return fits && stored !== undefined
    },
  }
}

/**
 * A hash of this cost that matches no password. It is verified if the user does not exist, so that the time of the
 * answer does not reveal which users exist.
 */
function dummyHash({ memoryCost, timeCost }: PasswordCost): string {
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`
}

/** Some keyboards type "é" as one code point, others as two. */
function normalizePassword(password: string): string {
  return password.toWellFormed().normalize('NFKC')
}
