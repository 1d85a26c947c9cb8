/** A reply whose parent is unknown is kept at once; what it answers is looked for afterwards. */
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { AtollError, Unavailable } from '../core/errors.ts'
import { findStatus } from '../core/statuses/find.ts'
import { job } from '../jobs/job.ts'
import type { Id } from '../lib/ids.ts'
import { createBudget } from './budget.ts'
import { fetchStatus } from './fetch-status.ts'
import { PATIENCE, waitFor } from './patience.ts'

/** Case 70: a tree may be endless; this many steps up are enough to understand a reply. */
const MAX_ANCESTORS = 20

/** For what was sent to us, or asked for by a person. A parent that was fetched does not pull in the next one. */
export const resolveThread = job<{ status_id: Id }, App>(
  'resolveThread',
  { payload: z.object({ status_id: z.number() }), ...PATIENCE, concurrency: 8 },
  async (app, { status_id }, { attempt }) => {
    const budget = createBudget()
    let status = await findStatus(app, status_id)
    for (let step = 0; step < MAX_ANCESTORS && status?.in_reply_to_uri && budget.left > 0; step++) {
      try {
        // Storing the parent adopts the reply that waits for it.
        status = await fetchStatus(app, status.in_reply_to_uri, { budget })
      } catch (error) {
        if (error instanceof Unavailable) return waitFor(error, attempt, app.random)
        if (error instanceof AtollError) return
        throw error
      }
    }
  },
)
