/** A post that we were told of by somebody else than its author: kept if its origin confirms it and somebody here cares. */
import { z } from 'zod'
import type { App } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { job } from '../../jobs/job.ts'
import { createBudget } from '../fetch/budget.ts'
import { perHost } from '../fetch/per-host.ts'
import { RETRY_POLICY, retryOrDrop } from '../fetch/retry-policy.ts'
import { fetchStatus } from '../fetch/status.ts'

export const fetchForwarded = job<{ uri: string }, App>(
  'fetchHinted',
  { payload: z.object({ uri: z.string() }), ...RETRY_POLICY, ...perHost(({ uri }) => uri) },
  async (app, { uri }, { attempt }) => {
    if (app.uris.isLocal(uri) || (await findStatusByUri(app, uri))) return
    try {
      await fetchStatus(app, uri, { budget: createBudget(), onlyIfRelevant: true })
    } catch (error) {
      if (error instanceof Unavailable) return retryOrDrop(error, attempt, app.random)
      if (!(error instanceof AtollError)) throw error
      app.log.debug({ uri, reason: error.message }, 'forwarded post not kept')
    }
  },
)
