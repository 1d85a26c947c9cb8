/**
 * Asks a subscriber whether it meant what was asked for it (W3C WebSub section 5.3). Until it says yes, only the job is
 * stored. Anyone can name any address, so what is asked of a host is limited (case 72).
 */
import { z } from 'zod'
import type { App } from '../../core/app.ts'
import { AtollError, Declined, TooMany } from '../../core/errors.ts'
import { giveBack, spend } from '../../core/rate-limits/spend.ts'
import { finish } from '../../jobs/finish.ts'
import { doubling, GiveUp, type JobRun, job, RetryLater } from '../../jobs/job.ts'
import { newToken } from '../../lib/crypto/tokens.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import { FetchError } from '../../lib/http/fetch-error.ts'
import type { OutgoingResponse } from '../../lib/http/outgoing.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { hubLane, withParameters } from './callback.ts'
import { askDenied } from './deny.ts'
import { PENDING_KEPT_MS } from './limits.ts'
import { pendingKey, requireRoom, VERIFY } from './room.ts'
import { isSubscribed, pairKey, removeSubscription, storeSubscription } from './subscriptions.ts'
import { requireTopic, type Topic } from './topic.ts'

/** After an answer of 5xx, or none. */
const ATTEMPTS = 3
const BACKOFF = doubling(MINUTE, { max: 10 * MINUTE, jitter: 0.25 })
/** Longer than the challenge, so that an answer with more than it is noticed. */
const ANSWER_BYTES = 1_024

const payload = z.object({
  mode: z.enum(['subscribe', 'unsubscribe']),
  topic: z.string(),
  callback: z.string(),
  host: z.string(),
  lease_ms: z.number(),
  /** Sealed, as in `websub_subscriptions`. */
  secret: z.string().nullable(),
  /** Where the request came from. */
  network: z.string(),
})
type Asked = z.infer<typeof payload>

export const verifySubscription = job<Asked, App>(
  VERIFY,
  {
    payload,
    attempts: ATTEMPTS,
    backoff: BACKOFF,
    concurrency: 16,
    perLane: 2,
    inOrder: (asked) => pendingKey(pairKey(asked)),
    lane: ({ host }) => hubLane(host),
  },
  async (app, asked, run) => {
    if (asked.mode === 'unsubscribe') {
      await ask(app, asked, run, {})
      return await app.transaction(async (tx) => {
        await removeSubscription(tx, pairKey(asked))
        return await finish(tx, run)
      })
    }
    const topic = await topicOf(app, asked, run)
    await ask(app, asked, run, { 'hub.lease_seconds': String(asked.lease_ms / SECOND) })
    return await confirm(app, { ...asked, topic }, run)
  },
)

/** The topic may have ended meanwhile, or the last place been taken. The subscriber is told instead of asked. */
async function topicOf(app: App, asked: Asked, run: JobRun): Promise<Topic> {
  try {
    const topic = await requireTopic(app, asked.topic)
    if (!(await isSubscribed(app, asked)))
      await requireRoom(app, { pair: pairKey(asked), feed: topic.key, host: asked.host })
    return topic
  } catch (error) {
    if (!(error instanceof AtollError)) throw error
    const why = sentenceOf(error.reason)
    waitForTurn(app, countersOf(asked, false), run)
    await askDenied(app, { ...asked, reason: why }).catch(() => {})
    throw new GiveUp(why)
  }
}

/** @throws GiveUp unless the subscriber answers with the challenge; RetryLater if it may do so later */
async function ask(app: App, asked: Asked, run: JobRun, more: Record<string, string>): Promise<void> {
  const counters = countersOf(asked, await isSubscribed(app, asked))
  waitForTurn(app, counters, run)
  const { mode, topic, callback, network } = asked
  const challenge = newToken()
  const question = { 'hub.mode': mode, 'hub.topic': topic, 'hub.challenge': challenge, ...more }
  const { status, text } = await get(app, withParameters(callback, question), run)
  if (status >= 500) throw retryOrGiveUp(app, run, `answered ${status}`)
  // A redirect is no answer either (section 5.3.1).
  if (status < 200 || status > 299) throw new GiveUp(`answered ${status}`)
  if (text() !== challenge) throw new GiveUp('answered with something else than the challenge')
  giveBack(app, 'hubQuestions', counters.ofHost)
  giveBack(app, 'allHubQuestions', counters.ofAll)
  giveBack(app, 'hubUnconfirmed', network)
}

interface Counters {
  ofHost: string
  ofAll: string
}

/** Who is subscribed is counted apart, so that what others ask for in its name does not keep it from renewing. */
function countersOf({ host }: Asked, isSubscribed: boolean): Counters {
  return isSubscribed ? { ofHost: `subscribed ${host}`, ofAll: 'subscribed' } : { ofHost: host, ofAll: '' }
}

/** @throws RetryLater if the host has been asked too often, or everybody together */
function waitForTurn(app: App, { ofHost, ofAll }: Counters, { createdAt }: JobRun): void {
  try {
    spend(app, 'hubQuestions', ofHost)
    try {
      spend(app, 'allHubQuestions', ofAll)
    } catch (error) {
      giveBack(app, 'hubQuestions', ofHost)
      throw error
    }
  } catch (error) {
    if (!(error instanceof TooMany)) throw error
    if (app.clock.now() - createdAt > PENDING_KEPT_MS) throw new GiveUp('its host has been asked too often')
    throw new RetryLater(error.retryAfterMs, 'its host has been asked too often', { countsAsAttempt: false })
  }
}

async function get(app: App, url: string, run: JobRun): Promise<OutgoingResponse> {
  try {
    return await app.fetch({ url, allowHttp: true, maxRedirects: 0, maxBytes: ANSWER_BYTES, truncate: true })
  } catch (error) {
    if (error instanceof Declined) throw new GiveUp(sentenceOf(error.reason))
    if (!(error instanceof FetchError)) throw error
    throw error.transient ? retryOrGiveUp(app, run, error.message) : new GiveUp(error.message)
  }
}

function retryOrGiveUp({ random }: App, { attempt }: JobRun, why: string): GiveUp | RetryLater {
  return attempt < ATTEMPTS ? new RetryLater(BACKOFF(attempt, random), why) : new GiveUp(why)
}

async function confirm(app: App, given: Omit<Asked, 'topic'> & { topic: Topic }, run: JobRun) {
  const { topic, callback, host, secret, lease_ms: leaseMs } = given
  return await app.transaction(async (tx) => {
    await storeSubscription(tx, { topic, callback, host, secret, leaseMs })
    return await finish(tx, run)
  })
}
