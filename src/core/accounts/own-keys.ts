/** The two key pairs of each local account: RSA, which all servers use today, and Ed25519, which newer ones adopt. */
import type { Account } from '../../db/tables/accounts.ts'
import type { App, Tx } from '../app.ts'

type KeyPair = Awaited<ReturnType<App['keys']['rsa']>>
export interface KeyPairs {
  rsa: KeyPair
  ed25519: KeyPair
}

/** Slow, so it must not run in a transaction. */
export async function makeKeyPairs(app: App): Promise<KeyPairs> {
  const [rsa, ed25519] = await Promise.all([app.keys.rsa(), app.keys.ed25519()])
  return { rsa, ed25519 }
}

/**
 * Stores new pairs in addition to the existing ones.
 * @param later when they replace the current keys. They get new ids then, since some peers cache keys by id forever
 */
export async function storeKeyPairs(
  tx: Tx,
  account: Pick<Account, 'id' | 'uri'>,
  pairs: KeyPairs,
  later?: { from: number },
): Promise<void> {
  const from = later?.from ?? tx.clock.now()
  const row = (kind: keyof KeyPairs, firstKeyId: string) => {
    const id = tx.ids.next()
    return {
      id,
      account_id: account.id,
      key_id: later ? `${firstKeyId}-${id}` : firstKeyId,
      kind,
      public_pem: pairs[kind].publicPem,
      private_pem: pairs[kind].privatePem,
      created_at: from,
      fetched_at: from,
    }
  }
  const rows = [row('rsa', tx.uris.rsaKey(account.uri)), row('ed25519', tx.uris.ed25519Key(account.uri))]
  await tx.db.insertInto('account_keys').values(rows).execute()
}
