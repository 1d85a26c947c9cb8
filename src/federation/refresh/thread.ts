/** A reply whose parent is unknown is kept at once; what it answers is looked for afterwards. */
import { z } from 'zod'
import type { Tx } from '../../core/app.ts'
import { findStatus } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { createBudget } from '../fetch/budget.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

/** Case 70: a tree may be endless; this many steps up are enough to understand a reply. */
const MAX_ANCESTORS = 20

const payload = z.object({
  status_id: z.number(),
  /** What it answers: the first to be asked for. */
  parent_uri: z.string(),
})

export const resolveThread = remoteJob(
  'resolveThread',
  { payload, uriOf: ({ parent_uri }) => parent_uri },
  async (app, { status_id }) => {
    const budget = createBudget()
    let status = await findStatus(app, status_id)
    // Storing a parent attaches the reply that waits for it.
    for (let step = 0; step < MAX_ANCESTORS && status?.in_reply_to_uri && budget.left > 0; step++)
      status = await fetchStatus(app, status.in_reply_to_uri, { budget })
  },
)

/** For what was sent to us, or asked for by a person. A parent that was fetched does not pull in the next one. */
export async function resolveParent(tx: Tx, { id, in_reply_to_uri }: Status): Promise<void> {
  if (in_reply_to_uri !== null) await tx.enqueue(resolveThread, { status_id: id, parent_uri: in_reply_to_uri })
}
