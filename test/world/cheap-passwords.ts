/** Passwords at the lowest cost of argon2: at the real one, hashing takes longer than most tests. */
import { createPasswords, type Passwords } from '../../src/lib/crypto/passwords.ts'

export const cheapPasswords: Passwords = createPasswords({ memoryCost: 8, timeCost: 1 })
