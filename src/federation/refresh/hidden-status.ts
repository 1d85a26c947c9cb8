/** Fetches a restricted copy again at growing intervals: its origin may have refused us by mistake (C15). */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import { Forbidden, Unavailable } from '../../core/errors.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { doubling, RetryLater } from '../../jobs/job.ts'
import { DAY } from '../../lib/durations.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { createBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

/** After one day, then two, four and so on: a month in all. */
const ATTEMPTS = 5
const backoff = doubling(DAY, { max: 16 * DAY, jitter: 0.1 })
/** The time from the refusal to the first attempt. */
export const FIRST_AFTER_MS = DAY

export const refetchHidden = remoteJob(
  'refetchHidden',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri, retries: { attempts: ATTEMPTS, backoff } },
  async (app, { uri }, { attempt }) => {
    if (!(await findStatusByUri(app, uri))) return
    try {
      // Only a fetch from the origin may widen the audience again (C16).
      await fetchStatus(app, uri, { budget: createBudget({ cause: senderOrUs(hostOf(uri)) }) })
    } catch (error) {
      const isTemporary = error instanceof Forbidden || error instanceof Unavailable
      if (isTemporary && attempt < ATTEMPTS)
        throw new RetryLater(backoff(attempt, app.random), sentenceOf(error.reason))
      throw error
    }
  },
)
