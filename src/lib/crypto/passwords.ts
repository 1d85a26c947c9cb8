import { hash, verify } from '@node-rs/argon2'

/** Longer ones are refused before hashing: a megabyte of password would cost us, not the attacker (case 97). */
export const MAX_PASSWORD_LENGTH = 256

/** Hashes passwords, and compares them with what is stored. Runs on the thread pool. */
export interface Passwords {
  /**
   * A password as it is stored (PHC string).
   * @throws RangeError when it is longer than `MAX_PASSWORD_LENGTH`
   */
  hash(password: string): Promise<string>
  /** Whether the password fits the stored hash. Without a hash (no such user) it takes as long and answers false. */
  verify(password: string, stored: string | undefined): Promise<boolean>
}

interface PasswordCost {
  /** In KiB. */
  memoryCost: number
  /** Passes over that memory. */
  timeCost: number
}

/** What OWASP advises for argon2id: 19 MiB, two passes. */
const COST: PasswordCost = { memoryCost: 19_456, timeCost: 2 }
/** argon2id, in one lane. */
const KIND = { algorithm: 2, parallelism: 1 } as const

/** @param cost of new hashes; tests take a lower one, or most of their time would go into it */
export function createPasswords(cost: PasswordCost = COST): Passwords {
  const nobody = nobodysHash(cost)
  return {
    hash(password) {
      if (password.length <= MAX_PASSWORD_LENGTH) return hash(sameEverywhere(password), { ...KIND, ...cost })
      return Promise.reject(new RangeError(`A password may have at most ${MAX_PASSWORD_LENGTH} characters.`))
    },
    async verify(password, stored) {
      if (password.length > MAX_PASSWORD_LENGTH) return false
      const fits = await verify(stored ?? nobody, sameEverywhere(password)).catch(() => false)
      return fits && stored !== undefined
    },
  }
}

/** A hash of this cost that no password fits: stands in for a user who does not exist. */
function nobodysHash({ memoryCost, timeCost }: PasswordCost): string {
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`
}

/** One keyboard writes «é» as one character, another as two. */
function sameEverywhere(password: string): string {
  return password.toWellFormed().normalize('NFKC')
}
