/** A reply leaves its thread, and stays with its author, if its parent's author or a moderator rejects it. */
import type { Status } from '../../db/tables/statuses.ts'
import type { Tx } from '../app.ts'
import { countReply } from '../counts/statuses.ts'

/** @returns whether it was part of the thread */
export async function leaveThread(tx: Tx, reply: Status): Promise<boolean> {
  if (reply.reply_rejected) return false
  await countReply(tx, reply, -1)
  await setRejected(tx, reply, true)
  return true
}

export async function returnToThread(tx: Tx, reply: Status): Promise<void> {
  if (!reply.reply_rejected) return
  await setRejected(tx, reply, false)
  await countReply(tx, { ...reply, reply_rejected: false }, +1)
}

async function setRejected(tx: Tx, { id }: Status, isRejected: boolean): Promise<void> {
  await tx.db
    .updateTable('statuses')
    .set((set) => ({ reply_rejected: isRejected, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
}
