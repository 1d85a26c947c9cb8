/**
 * What was deleted comes back only when its author says so and its origin shows it again (C8, FEP-4f05). An old Create that
 * arrives late says the same, so the origin's answer decides.
 */
import { z } from 'zod'
import type { App, Tx } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import { findTombstone } from '../../core/tombstones/tombstone.ts'
import { job } from '../../jobs/job.ts'
import { MINUTE } from '../../lib/durations.ts'
import { attempts } from '../fetch/attempts.ts'
import { createBudget } from '../fetch/budget.ts'
import { perHost } from '../fetch/per-host.ts'
import { RETRY_POLICY, retryOrDrop } from '../fetch/retry-policy.ts'
import { fetchStatus } from '../fetch/status.ts'

/** From the deletion on: so long a copy in front of the origin may still show what is gone. */
const AFTER_DELETION_MS = MINUTE
/** One question per object in this time, however often its author asks for it. */
const PAUSE_MS = 10 * MINUTE

interface Revival {
  uri: string
  actor_uri: string
}

/** Asks the origin for a deleted object, and believes it if it is the author's. */
export const restoreStatus = job<Revival, App>(
  'reviveStatus',
  {
    payload: z.object({ uri: z.string(), actor_uri: z.string() }),
    ...RETRY_POLICY,
    ...perHost(({ uri }) => uri),
    inOrder: ({ uri }) => uri,
  },
  async (app, { uri, actor_uri }, { attempt }) => {
    const tombstone = await findTombstone(app, uri)
    if (!tombstone) return
    const revives = { ownerUri: actor_uri, deletedAt: tombstone.created_at }
    try {
      await fetchStatus(app, uri, { budget: createBudget(), onlyIfRelevant: true, isPushed: true, revives })
    } catch (error) {
      if (error instanceof Unavailable) return retryOrDrop(error, attempt, app.random)
      // Gone, somebody else's, of no interest: it stays buried.
      if (!(error instanceof AtollError)) throw error
    }
  },
)

/**
 * An authenticated Undo(Delete) or Create of something that was deleted here. Not deleted: nothing happens.
 * The caller has checked that the sender's origin is the object's.
 */
export async function askToRestore(tx: Tx, revival: Revival): Promise<void> {
  const { uri } = revival
  const tombstone = await findTombstone(tx, uri)
  if (!tombstone) return
  const attempt = `revive ${uri}`
  const now = tx.clock.now()
  const due = Math.max(now, tombstone.created_at + AFTER_DELETION_MS, tx.slot(attempts).get(attempt) ?? 0)
  // One waits for its turn already.
  if (due - now >= PAUSE_MS) return
  tx.slot(attempts).set(attempt, due + PAUSE_MS)
  await tx.enqueue(restoreStatus, revival, { after: due - now })
}
