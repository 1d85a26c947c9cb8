/** Keeps each kind of remote content to its time to live and its quota, once a day. */
import { z } from 'zod'
import { doubling, job, yieldToStop } from '../../jobs/job.ts'
import { saveProgress } from '../../jobs/save-progress.ts'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { CACHE_KINDS } from './kinds.ts'

/** Much shorter than a lease, so that no other process starts the same pruning. */
const RENEW_EVERY_MS = 30 * SECOND

/** Jobs do it, because a large pruning takes minutes, and other scheduled tasks must not wait for it. */
export const startPruning: Scheduled<App> = {
  name: 'startPruning',
  everyMs: DAY,
  run: (app) =>
    app.transaction((tx) =>
      tx.enqueue(
        pruneCache,
        CACHE_KINDS.map(({ name }) => ({ kind: name })),
      ),
    ),
}

export const pruneCache = job<{ kind: string }, App>(
  'pruneCache',
  {
    payload: z.object({ kind: z.string() }),
    attempts: 5,
    backoff: doubling(MINUTE, { max: HOUR, jitter: 0.2 }),
    concurrency: 1,
    inOrder: ({ kind }) => `cache ${kind}`,
  },
  async (app, payload, run) => {
    const kind = CACHE_KINDS.find(({ name }) => name === payload.kind)
    if (!kind) return
    let renewedAt = app.clock.now()
    const dropped = await kind.prune(app, {
      async onProgress() {
        yieldToStop(run)
        const now = app.clock.now()
        if (now - renewedAt < RENEW_EVERY_MS) return
        renewedAt = now
        await saveProgress(app, run, payload, now)
      },
    })
    if (dropped > 0) app.log.info({ kind: kind.name, dropped, unit: kind.unit }, 'pruned the cache')
  },
)
