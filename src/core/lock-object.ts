import type { Tx } from './app.ts'

/** Serializes storing, editing and deleting the same objects (C12). They need not be stored. */
export function lockObject(tx: Tx, ...uris: string[]): Promise<void> {
  return tx.lock(...uris.map((uri) => `object:${uri}`))
}
