/**
 * A deleted status is restored if its author says that it exists again and its origin serves it (C8, FEP-4f05). A
 * late copy of the original Create says the same as a new one, so the origin decides.
 */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import type { Tx } from '../../core/app.ts'
import { findTombstone } from '../../core/tombstones/tombstone.ts'
import { MINUTE } from '../../lib/durations.ts'
import { createBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { pauseFor, pauseLeft } from '../fetch/once-per.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

/** How long after the deletion to wait: a cache in front of the origin may still serve the deleted status. */
export const AFTER_DELETION_MS = MINUTE
/** At most one fetch per object in this time, however often its author asks for it. */
const PAUSE_MS = 10 * MINUTE

interface RestoreRequest {
  uri: string
  actor_uri: string
  /** A community that local accounts follow asks for it, so it need not concern them in another way. */
  isWanted?: boolean | undefined
}

/** Fetches a deleted object from its origin and restores it if it belongs to the same author. */
export const restoreStatus = remoteJob<RestoreRequest>(
  'restoreStatus',
  {
    payload: z.object({ uri: z.string(), actor_uri: z.string(), isWanted: z.boolean().optional() }),
    uriOf: ({ uri }) => uri,
    inOrder: ({ uri }) => uri,
  },
  async (app, { uri, actor_uri, isWanted = false }) => {
    const tombstone = await findTombstone(app, uri)
    if (!tombstone) return
    const restores = { ownerUri: actor_uri, deletedAt: tombstone.created_at }
    const budget = createBudget({ cause: senderOrUs(hostOf(actor_uri)) })
    // If it is gone, belongs to another actor or concerns no local account, fetchStatus throws and it stays deleted.
    await fetchStatus(app, uri, { budget, onlyIfRelevant: !isWanted, isPushed: true, restores })
  },
)

/**
 * Enqueues the restoration of an object after an authenticated Undo(Delete) or Create. Does nothing if the object has
 * no tombstone. The caller must check that sender and object are on the same origin.
 */
export async function requestRestore(tx: Tx, restoration: RestoreRequest): Promise<void> {
  const { uri } = restoration
  const tombstone = await findTombstone(tx, uri)
  if (!tombstone) return
  const key = `restore ${uri}`
  const after = Math.max(tombstone.created_at + AFTER_DELETION_MS - tx.clock.now(), pauseLeft(tx, key))
  // A restoration is already enqueued.
  if (after >= PAUSE_MS) return
  await tx.enqueue(restoreStatus, restoration, { after })
  tx.afterCommit(() => pauseFor(tx, key, after + PAUSE_MS))
}
