/** A reply with an unknown parent is stored at once, and its ancestors are fetched afterwards. */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import type { App, Tx } from '../../core/app.ts'
import { NotFound } from '../../core/errors.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import { attachWaiting } from '../../core/threads/attach-replies.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { type Budget, withLookUpBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

/** A reply tree may be endless (case 70). This many ancestors are enough to understand a reply. */
const MAX_ANCESTORS = 20

const payload = z.object({
  status_id: z.number(),
  /** The id of its parent, which is fetched first. */
  parent_uri: z.string(),
})

export const resolveThread = remoteJob(
  'resolveThread',
  { payload, uriOf: ({ parent_uri }) => parent_uri },
  async (app, { status_id }) => {
    let status = await findStatus(app, status_id)
    const cause = senderOrUs(status && !status.local ? hostOf(status.uri) : undefined)
    await withLookUpBudget(app, { cause }, async (budget) => {
      for (let step = 0; step < MAX_ANCESTORS && status?.in_reply_to_uri && budget.left > 0; step++)
        status = await attachToParent(app, status.in_reply_to_uri, budget)
    })
  },
)

/**
 * Attaches the replies that wait for a parent under this address, which may be that of its page or of a boost of it.
 * @returns the parent, stored or fetched
 */
async function attachToParent(app: App, address: string, budget: Budget): Promise<Status> {
  const named = (await findStatusByUri(app, address)) ?? (await fetchStatus(app, address, { budget }))
  const parent = named.boost_of_id === null ? named : await findStatus(app, named.boost_of_id)
  if (!parent) throw new NotFound()
  await app.transaction((tx) => attachWaiting(tx, parent, address))
  return parent
}

/**
 * Enqueues the fetch of an unknown parent. Called for statuses that were delivered to us or looked up by a user, but
 * not for fetched parents: resolveThread limits how many ancestors it fetches.
 */
export async function resolveParent(tx: Tx, { id, in_reply_to_uri }: Status): Promise<void> {
  if (in_reply_to_uri !== null) await tx.enqueue(resolveThread, { status_id: id, parent_uri: in_reply_to_uri })
}
