import { z } from 'zod'
import type { App } from '../../core/app.ts'
import { AtollError } from '../../core/errors.ts'
import type { Media } from '../../db/tables/media.ts'
import { doubling, type Job, job, RetryLater } from '../../jobs/job.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import { MediaFailure } from './failure.ts'
import { fetchCopy } from './fetch-copy.ts'

const ATTEMPTS = 6
const backoff = doubling(2 * MINUTE, { max: DAY, jitter: 0.3 })

interface Wanted {
  key: string
  /** Where it is, so that no host gets many requests at once. */
  host: string
}

/** Fetches a medium before anybody looks at it. What cannot be fetched within some hours is left to the first look. */
export const fetchMedium: Job<Wanted, App> = job(
  'fetchMedium',
  {
    payload: z.object({ key: z.string(), host: z.string() }),
    attempts: ATTEMPTS,
    backoff,
    // Fewer than may be fetched at once, so that people who look at something need not wait.
    concurrency: 8,
    lane: ({ host }) => host,
    perLane: 2,
  },
  async (app, { key }, { attempt }) => {
    const medium = await app.db.selectFrom('media').selectAll().where('key', '=', key).executeTakeFirst()
    if (medium?.state !== 'absent' && medium?.state !== 'failed') return
    await tryToFetch(app, medium).catch((error: unknown) => {
      if (!isTemporary(error)) return
      if (attempt < ATTEMPTS) throw new RetryLater(backoff(attempt, app.random), error.message)
      app.log.debug({ err: error, key }, 'gave up a medium until somebody looks at it')
    })
  },
)

async function tryToFetch(app: App, medium: Media): Promise<void> {
  if (app.uris.leadsHere(medium.remote_url ?? '')) return
  const fetched = await fetchCopy(app, medium)
  if (fetched !== 'pass-on') await fetched.kept
}

/** @throws the error if it is unexpected */
function isTemporary(error: unknown): error is Error {
  if (error instanceof MediaFailure) return !error.isLasting
  if (error instanceof AtollError) return error.kind !== 'declined'
  throw error
}
