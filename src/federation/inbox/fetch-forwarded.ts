/** Fetches the post of a forwarded Create from its origin, and stores it if it is relevant to a local account. */
import { z } from 'zod'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { createBudget } from '../fetch/budget.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

export const fetchForwarded = remoteJob(
  'fetchForwarded',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri },
  async (app, { uri }) => {
    if (app.uris.isLocal(uri) || (await findStatusByUri(app, uri))) return
    await fetchStatus(app, uri, { budget: createBudget(), onlyIfRelevant: true })
  },
)
