/**
 * A deleted status is restored if its author says that it exists again and its origin serves it (C8, FEP-4f05). A
 * late copy of the original Create says the same as a new one, so the origin decides.
 */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { boost } from '../../core/interactions/boost.ts'
import { communityIdOf } from '../../core/policy/community.ts'
import { isReply } from '../../core/policy/replies.ts'
import { findBoost } from '../../core/statuses/find.ts'
import { findTombstone } from '../../core/tombstones/tombstone.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
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
  /** The community that boosts it again if it is a topic, and the id of that boost. */
  community_id?: Id | undefined
  boost_uri?: string | undefined
}

/** Fetches a deleted object from its origin and restores it if it belongs to the same author. */
export const restoreStatus = remoteJob<RestoreRequest>(
  'restoreStatus',
  {
    payload: z.object({
      uri: z.string(),
      actor_uri: z.string(),
      isWanted: z.boolean().optional(),
      community_id: z.number().optional(),
      boost_uri: z.string().optional(),
    }),
    uriOf: ({ uri }) => uri,
    inOrder: ({ uri }) => uri,
  },
  async (app, request) => {
    const { uri, actor_uri, isWanted = false } = request
    const tombstone = await findTombstone(app, uri)
    if (!tombstone) return
    const restores = { ownerUri: actor_uri, deletedAt: tombstone.created_at }
    const budget = createBudget({ cause: senderOrUs(hostOf(actor_uri)) })
    // If it is gone, belongs to another actor or concerns no local account, fetchStatus throws and it stays deleted.
    const status = await fetchStatus(app, uri, { budget, onlyIfRelevant: !isWanted, isPushed: true, restores })
    await boostTopic(app, status, request)
  },
)

/** It is no news, so it notifies nobody. */
async function boostTopic(app: App, status: Status, { community_id, boost_uri }: RestoreRequest): Promise<void> {
  const isTopic = communityIdOf(status) === community_id && !isReply(status)
  const community = isTopic && community_id !== undefined ? await findAccount(app, community_id) : undefined
  if (!community || boost_uri === undefined || (await findBoost(app, community.id, status.id))) return
  await boost(app, community, status.id, { uri: boost_uri, createdAt: status.created_at, via: 'fetch' })
}

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
