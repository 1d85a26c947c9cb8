/** Key pairs from a small committed pool, in turn. Making an RSA pair takes longer than most tests. */
import type { KeyMaker } from '../../src/core/app.ts'
import type { KeyPair } from '../../src/lib/crypto/keys.ts'
import pool from './keys.json' with { type: 'json' }

/** Two pairs taken one after the other always differ, so a rotation changes something. */
export function createKeyPool(): KeyMaker {
  const turns = { rsa: 0, ed25519: 0 }
  const take = async (kind: 'rsa' | 'ed25519'): Promise<KeyPair> => {
    const pairs = pool[kind]
    return pairs[turns[kind]++ % pairs.length] as KeyPair
  }
  return { rsa: () => take('rsa'), ed25519: () => take('ed25519') }
}
