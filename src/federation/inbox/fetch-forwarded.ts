/** Fetches the post of a forwarded Create from its origin, and stores it if it is relevant to a local account. */
import { z } from 'zod'
import { Declined } from '../../core/errors.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { RetryLater } from '../../jobs/job.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { storeFetchedPost } from '../activities/fetched-post.ts'
import { createBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { PARENT_WITHIN_MS } from '../notes/relevance.ts'

const payload = z.object({
  uri: z.string(),
  /** The host that forwarded it. Missing in jobs of earlier versions. */
  sender: z.string().optional(),
})

export const fetchForwarded = remoteJob(
  'fetchForwarded',
  { payload, uriOf: ({ uri }) => uri },
  async (app, { uri, sender }, { attempt }) => {
    if (app.uris.isLocal(uri) || (await findStatusByUri(app, uri))) return
    try {
      await storeFetchedPost(app, uri, { budget: createBudget({ cause: senderOrUs(sender) }), onlyIfRelevant: true })
    } catch (error) {
      // Who forwards a reply sends its parent as well.
      if (attempt === 1 && error instanceof Declined && error.code === 'post-irrelevant-yet')
        throw new RetryLater(PARENT_WITHIN_MS, sentenceOf(error.reason))
      throw error
    }
  },
)
