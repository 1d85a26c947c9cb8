/** The job that brings one activity to one inbox: tried for at least seven days, in order for each object. */
import { z } from 'zod'
import type { SigningKey } from '../../activitypub/signatures/sign-request.ts'
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import {
  admit,
  DELIVER,
  type HostMemory,
  hostAnswered,
  hostAsksToWait,
  hostFailed,
  hostMemory,
  isGivenUp,
  probeEnded,
} from '../../delivery/host-health.ts'
import { formerSignerOf, type SignedAnswer, sendSigned, signerOf } from '../../delivery/signed-fetch.ts'
import { verdictOn } from '../../delivery/verdict.ts'
import { doubling, GiveUp, type JobRun, job, RetryLater } from '../../jobs/job.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { FetchError } from '../../lib/http/fetch-error.ts'
import { syncHeader } from '../followers-sync/sync-header.ts'
import { isRotation } from './account-activities.ts'
import { loadOutgoing, type OutgoingActivity } from './outgoing.ts'

/** Thirty tries with these pauses last 7.6 days when every jitter is against us, 10 days as a rule. */
const ATTEMPTS = 30
const backoff = doubling(MINUTE, { max: 12 * HOUR, jitter: 0.25 })
/** one slow host cannot take more of the places than this. */
const PER_HOST = 8
/** Deliveries that run at once in one process, where no setting says otherwise (`deliveryConcurrency`). */
const DELIVERY_CONCURRENCY = 64
/** Why a delivery that was not tried goes back: it tells it from one that may have arrived. */
export const WAITING_FOR_HOST = 'waiting for the host'

/** S-09: who has met the new key already knows the former one no more. */
const UNKNOWN_KEY = new Set([401, 403])

/** The answer's body is of no use, but has to be read for the connection to be used again. */
const ANSWER_BYTES = 4_096
const POST = {
  method: 'POST',
  headers: { 'content-type': 'application/activity+json', accept: 'application/activity+json' },
  maxBytes: ANSWER_BYTES,
  truncate: true,
} as const

const payload = z.object({
  inbox: z.string(),
  /** The activity is a row of `outbox`. */
  outbox_id: z.number(),
  /** What it is about: Create before Update before Delete. */
  about: z.string(),
})
export type Delivery = z.infer<typeof payload>

export const deliver = job(
  DELIVER,
  {
    payload,
    attempts: ATTEMPTS,
    backoff,
    concurrency: DELIVERY_CONCURRENCY,
    perLane: PER_HOST,
    inOrder: ({ inbox, about }: Delivery) => `${inbox} ${about}`,
    lane: ({ inbox }: Delivery) => hostOf(inbox),
  },
  async (app: App, delivery: Delivery, run) => {
    const { inbox, outbox_id } = delivery
    const memory = await hostMemory(app, hostOf(inbox))
    if (isGivenUp(memory, app.clock.now())) throw new GiveUp(`${memory.host} has not answered for 30 days`)
    if (await isDomainBlocked(app, memory.host)) throw new GiveUp(`${memory.host} is blocked`)
    const outgoing = await loadOutgoing(app, outbox_id)
    if (!outgoing) throw new GiveUp('the activity is kept no longer')
    const wait = await admit(app, memory)
    if (wait > 0) throw new RetryLater(wait, WAITING_FOR_HOST, { countsAsAttempt: false })
    const answer = await post(app, memory, delivery, outgoing).catch((error) => failed(app, memory, run, error))
    await conclude(app, memory, run, answer)
  },
)

async function post(
  app: App,
  memory: HostMemory,
  delivery: Delivery,
  outgoing: OutgoingActivity,
): Promise<SignedAnswer> {
  const { inbox, about } = delivery
  const former = isRotation(about) ? await formerSignerOf(app, outgoing.accountId) : undefined
  const told = former && (await postWith(app, memory, former, inbox, outgoing))
  if (told && !UNKNOWN_KEY.has(told.response.status)) return told
  return postWith(app, memory, await signerOf(app, outgoing.accountId), inbox, outgoing)
}

async function postWith(
  app: App,
  memory: HostMemory,
  key: SigningKey,
  inbox: string,
  outgoing: OutgoingActivity,
): Promise<SignedAnswer> {
  const added = outgoing.forFollowers ? await syncHeader(app, outgoing.accountId, inbox) : undefined
  const headers = added ? { ...POST.headers, ...added } : POST.headers
  return sendSigned(app, memory, key, { url: inbox, body: outgoing.body, ...POST, headers }, outgoing.digest)
}

function hostOf(inbox: string): string {
  return URL.parse(inbox)?.host ?? ''
}

async function conclude(app: App, memory: HostMemory, run: JobRun, { response, form }: SignedAnswer): Promise<void> {
  const verdict = verdictOn(response, run, app.clock.now())
  const retryMs = () => Math.max(verdict.retryAfterMs ?? 0, backoff(run.attempt, app.random))
  if (verdict.host === 'answered') await hostAnswered(app, memory, verdict.kind === 'done' ? form : undefined)
  else if (verdict.host === 'failed') await hostFailed(app, memory)
  else await hostAsksToWait(app, memory, verdict.retryAfterMs ?? retryMs())
  if (verdict.kind === 'done') return
  if (verdict.kind === 'stop') throw new GiveUp(verdict.why)
  retry(run, verdict.retryAfterMs ?? retryMs(), verdict.why)
}

/** What no later try can mend. Even a forbidden address may be a name server's bad hour. */
const HOPELESS = new Set(['bad-url', 'scheme', 'port'])

async function failed(app: App, memory: HostMemory, run: JobRun, error: unknown): Promise<never> {
  if (!(error instanceof FetchError)) {
    probeEnded(memory)
    throw error
  }
  await hostFailed(app, memory)
  if (HOPELESS.has(error.reason)) throw new GiveUp(error.message)
  return retry(run, backoff(run.attempt, app.random), error.message)
}

/** A delivery that was tried for so long is dropped: nobody here could do anything about it. */
function retry(run: JobRun, afterMs: number, why: string): never {
  if (run.attempt >= ATTEMPTS) throw new GiveUp(`tried ${run.attempt} times: ${why}`)
  throw new RetryLater(afterMs, why)
}
