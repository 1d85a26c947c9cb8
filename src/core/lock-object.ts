import type { Tx } from './app.ts'

/** Serializes storing, editing and deleting the same object (C12). The lock needs no row, so it covers unknown objects. */
export function lockObject(tx: Tx, uri: string): Promise<void> {
  return tx.lock(`object:${uri}`)
}
