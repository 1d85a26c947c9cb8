import type { App } from '../core/app.ts'
import type { Scheduled } from '../jobs/schedule.ts'
import { DAY } from '../lib/durations.ts'

/** Long enough for an administrator to find a letter, whose links have expired by then. */
const FILES_KEPT_MS = 30 * DAY

/** Deletes old letters that were written as files, because there is no mail server. */
export const pruneLetters: Scheduled<App> = {
  name: 'pruneLetters',
  everyMs: DAY,
  run: ({ mail, clock }) => mail.forget(clock.now() - FILES_KEPT_MS),
}
