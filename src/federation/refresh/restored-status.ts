/**
 * What was deleted comes back only when its author says so and its origin shows it again (C8, FEP-4f05). An old Create that
 * arrives late says the same, so the origin's answer decides.
 */
import { z } from 'zod'
import type { Tx } from '../../core/app.ts'
import { findTombstone } from '../../core/tombstones/tombstone.ts'
import { MINUTE } from '../../lib/durations.ts'
import { createBudget } from '../fetch/budget.ts'
import { pauseFor, pauseLeft } from '../fetch/once-per.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

/** From the deletion on: so long a copy in front of the origin may still show what is gone. */
const AFTER_DELETION_MS = MINUTE
/** One question per object in this time, however often its author asks for it. */
const PAUSE_MS = 10 * MINUTE

interface Restoration {
  uri: string
  actor_uri: string
}

/** Asks the origin for a deleted object, and believes it if it is the author's. */
export const restoreStatus = remoteJob<Restoration>(
  'restoreStatus',
  {
    payload: z.object({ uri: z.string(), actor_uri: z.string() }),
    uriOf: ({ uri }) => uri,
    inOrder: ({ uri }) => uri,
  },
  async (app, { uri, actor_uri }) => {
    const tombstone = await findTombstone(app, uri)
    if (!tombstone) return
    const restores = { ownerUri: actor_uri, deletedAt: tombstone.created_at }
    // Gone, another actor's, of no interest: it stays deleted.
    await fetchStatus(app, uri, { budget: createBudget(), onlyIfRelevant: true, isPushed: true, restores })
  },
)

/**
 * An authenticated Undo(Delete) or Create of something that was deleted here. Not deleted: nothing happens.
 * The caller has checked that the sender's origin is the object's.
 */
export async function requestRestore(tx: Tx, restoration: Restoration): Promise<void> {
  const { uri } = restoration
  const tombstone = await findTombstone(tx, uri)
  if (!tombstone) return
  const key = `restore ${uri}`
  const after = Math.max(tombstone.created_at + AFTER_DELETION_MS - tx.clock.now(), pauseLeft(tx, key))
  // One waits for its turn already.
  if (after >= PAUSE_MS) return
  await tx.enqueue(restoreStatus, restoration, { after })
  tx.afterCommit(() => pauseFor(tx, key, after + PAUSE_MS))
}
