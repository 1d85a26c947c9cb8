/** Fetches a stored remote status again from its origin (C5, C14, C15). */
import { z } from 'zod'
import { hasFragment, hostOf } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { restrict } from '../../core/edits/restrict.ts'
import { AtollError, Forbidden, Gone, NotFound } from '../../core/errors.ts'
import { isChatMessage } from '../../core/statuses/chat-message.ts'
import { removeStatus } from '../../core/statuses/delete.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import { markMissing } from '../../core/statuses/missing.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { RetryLater } from '../../jobs/job.ts'
import { HOUR } from '../../lib/durations.ts'
import { fetchActor } from '../fetch/actor.ts'
import { createBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { FIRST_AFTER_MS, refetchHidden } from './hidden-status.ts'

/** A single 404 may be a temporary fault. Two of them this far apart delete the status (C15). */
const MISSING_FOR_MS = HOUR

interface Refetch {
  uri: string
  /** The host whose activity causes this. Undefined if nobody's did. */
  sender?: string | undefined
  /** Another server forwarded a Delete. The first 404 then suffices, because two sources agree (C14). */
  isDeletionReported?: boolean | undefined
}

export const refetchStatus = remoteJob<Refetch>(
  'refetchStatus',
  {
    payload: z.object({ uri: z.string(), sender: z.string().optional(), isDeletionReported: z.boolean().optional() }),
    uriOf: ({ uri }) => uri,
    inOrder: ({ uri }) => uri,
  },
  async (app, { uri, sender, isDeletionReported = false }) => {
    const status = await findStatusByUri(app, uri)
    // Private messages and entries of feeds are served to nobody, so what their origin answers says nothing about them.
    if (!status || status.local || status.boost_of_id !== null || isChatMessage(status) || hasFragment(uri)) return
    try {
      await fetchStatus(app, uri, { budget: createBudget({ cause: senderOrUs(sender) }) })
      if (status.missing_since !== null) await markMissing(app, status, null)
    } catch (error) {
      if (error instanceof Gone) return remove(app, status)
      if (error instanceof NotFound) return isDeletionReported ? remove(app, status) : handleMissing(app, status)
      if (error instanceof Forbidden) return narrow(app, status)
      // Any other error leaves the copy unchanged (C15).
      throw error
    }
  },
)

function remove(app: App, { id }: Status): Promise<void> {
  return app.transaction(async (tx) => {
    const status = await findStatus(tx, id)
    if (status) await removeStatus(tx, status, { via: 'fetch' })
  })
}

function narrow(app: App, { id, uri }: Status): Promise<void> {
  return app.transaction(async (tx) => {
    if (await restrict(tx, { id, uri })) await tx.enqueue(refetchHidden, { uri }, { after: FIRST_AFTER_MS })
  })
}

/** Records the first 404 and tries again in an hour. The second one deletes the status if its author answers (C15). */
async function handleMissing(app: App, status: Status): Promise<void> {
  const now = app.clock.now()
  if (status.missing_since === null) {
    await markMissing(app, status, now)
    throw new RetryLater(MISSING_FOR_MS, 'not found at its origin: trying again in an hour')
  }
  const wait = status.missing_since + MISSING_FOR_MS - now
  if (wait > 0) throw new RetryLater(wait, 'not found at its origin: trying again in an hour')
  const author = await findAccount(app, status.account_id)
  if (author && (await actorAnswers(app, author.uri))) await remove(app, status)
}

async function actorAnswers(app: App, uri: string): Promise<boolean> {
  try {
    await fetchActor(app, uri, { budget: createBudget({ cause: senderOrUs(hostOf(uri)) }) })
    return true
  } catch (error) {
    if (error instanceof AtollError) return false
    throw error
  }
}
