import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'

/**
 * Updates the two counts of a follow. The rows are updated in the order of their ids, so that two transactions never
 * wait for each other.
 */
export async function countFollow(tx: Tx, followerId: Id, targetId: Id, change: 1 | -1): Promise<void> {
  const steps = [
    { id: followerId, column: 'following_count' },
    { id: targetId, column: 'followers_count' },
  ] as const
  for (const { id, column } of steps.toSorted((a, b) => a.id - b.id)) {
    await tx.db
      .updateTable('accounts')
      .set((set) => ({ [column]: set(column, '+', change), revision: set('revision', '+', 1) }))
      .where('id', '=', id)
      .execute()
  }
}
