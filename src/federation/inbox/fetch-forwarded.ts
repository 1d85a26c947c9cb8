/** Fetches the post of a forwarded Create from its origin, and stores it if it is relevant to a local account. */
import { z } from 'zod'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { createBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

const payload = z.object({
  uri: z.string(),
  /** The host that forwarded it. Missing in jobs of earlier versions. */
  sender: z.string().optional(),
})

export const fetchForwarded = remoteJob(
  'fetchForwarded',
  { payload, uriOf: ({ uri }) => uri },
  async (app, { uri, sender }) => {
    if (app.uris.isLocal(uri) || (await findStatusByUri(app, uri))) return
    await fetchStatus(app, uri, { budget: createBudget({ cause: senderOrUs(sender) }), onlyIfRelevant: true })
  },
)
