/** A copy that its origin no longer showed us (C15) is asked for again now and then: it may have been a mistake there. */
import { z } from 'zod'
import { Forbidden, Unavailable } from '../../core/errors.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { doubling, RetryLater } from '../../jobs/job.ts'
import { DAY } from '../../lib/durations.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { createBudget } from '../fetch/budget.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus } from '../notes/fetch-status.ts'

/** After one day, two, four … a month in all. */
const ATTEMPTS = 5
const backoff = doubling(DAY, { max: 16 * DAY, jitter: 0.1 })
/** From the refusal to the first question. */
export const FIRST_AFTER_MS = DAY

export const refetchHidden = remoteJob(
  'refetchHidden',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri, retries: { attempts: ATTEMPTS, backoff } },
  async (app, { uri }, { attempt }) => {
    if (!(await findStatusByUri(app, uri))) return
    try {
      // Only its origin's own answer widens it (C16).
      await fetchStatus(app, uri, { budget: createBudget() })
    } catch (error) {
      const mayPass = error instanceof Forbidden || error instanceof Unavailable
      if (mayPass && attempt < ATTEMPTS) throw new RetryLater(backoff(attempt, app.random), sentenceOf(error.reason))
      throw error
    }
  },
)
