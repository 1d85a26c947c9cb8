import { readIds, readString } from '../../activitypub/read.ts'
import { hostOf } from '../../activitypub/uris.ts'
import { Declined } from '../../core/errors.ts'
import { storeReport } from '../../core/reports/store.ts'
import { DAY } from '../../lib/durations.ts'
import { cleanText } from '../../lib/html/clean-text.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import type { ActivityType } from './activity.ts'
import { findReported } from './find-reported.ts'

/** Accounts and posts that one Flag may name. Mastodon sends all posts that a person has chosen. */
const MAX_OBJECTS = 100
/** Characters of a comment, as in Mastodon. */
const MAX_COMMENT = 5_000
/** Reports that one server may send. */
const RATE = Object.freeze({ max: 100, everyMs: DAY })

const reportsByHost = slot(() => new RateCounters())

/** Another server reports accounts or posts of this one. `atoll reports` lists them. */
export const Flag = {
  type: 'Flag',
  verify: ({ object }) => readIds(object, MAX_OBJECTS).length > 0,
  async receive(app, { id, actor, object, json }) {
    const reported = await findReported(app, actor, readIds(object, MAX_OBJECTS))
    if (reported.size === 0) return undefined
    const host = hostOf(actor.uri) as string
    if (!app.slot(reportsByHost).take(host, RATE, app.clock.now()).isAllowed) throw new Declined('flag-too-often')
    // Lemmy writes its reason into `summary`. Both are plain text.
    const comment = cleanText(readString(json.content) ?? readString(json.summary) ?? '', MAX_COMMENT)
    const report = { host, reporter_uri: actor.uri, uri: id ?? `${actor.uri}#flags/${app.ids.next()}`, comment }
    return async (tx) => {
      for (const [account_id, status_ids] of reported) await storeReport(tx, { ...report, account_id, status_ids })
    }
  },
} satisfies ActivityType
