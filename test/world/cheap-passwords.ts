/** Passwords at the lowest argon2 cost. At the real cost, hashing takes longer than most tests. */
import { createPasswords, type Passwords } from '../../src/lib/crypto/passwords.ts'

export const cheapPasswords: Passwords = createPasswords({ memoryCost: 8, timeCost: 1 })
