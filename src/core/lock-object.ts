import type { Tx } from './app.ts'

/** Serializes storing, editing and deleting the same object (C12). The object need not be stored. */
export function lockObject(tx: Tx, uri: string): Promise<void> {
  return tx.lock(`object:${uri}`)
}
