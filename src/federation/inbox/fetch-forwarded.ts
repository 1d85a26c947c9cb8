/** A post that another account than its author told us of: stored if its origin confirms it and somebody here cares. */
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
