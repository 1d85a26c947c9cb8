/** Brings one signed body to one address, and says what becomes of the job: done, tried again, or given up. */
import type { SigningKey } from '../activitypub/signatures/sign-request.ts'
import { hostOf } from '../activitypub/uris.ts'
import type { App } from '../core/app.ts'
import { isDomainBlocked } from '../core/domains/is-blocked.ts'
import { doubling, GiveUp, type JobRun, RetryLater } from '../jobs/job.ts'
import { HOUR, MINUTE } from '../lib/durations.ts'
import { FetchError } from '../lib/http/fetch-error.ts'
import type { Id } from '../lib/ids.ts'
import {
  admit,
  type HostState,
  hostAnswered,
  hostAsksToWait,
  hostFailed,
  hostState,
  isGivenUp,
  probeEnded,
} from './host-health.ts'
import { formerSignerOf, type SignedAnswer, sendSigned, signerOf } from './signed-fetch.ts'
import { verdictOn } from './verdict.ts'

/** How a job that delivers is run: its lane is the host. */
export const DELIVERY_POLICY = {
  /** Thirty tries with these pauses last 7.6 days when every jitter is against us, 10 days as a rule. */
  attempts: 30,
  backoff: doubling(MINUTE, { max: 12 * HOUR, jitter: 0.25 }),
  /** In one process, where no setting says otherwise (`deliveryConcurrency`). */
  concurrency: 64,
  /** one slow host cannot take more of the places than this. */
  perLane: 8,
} as const

/** Why a delivery that was not tried goes back: it tells it from one that may have arrived. */
export const WAITING_FOR_HOST = 'waiting for the host'

/** S-09: a server that has met the new key no longer knows the former one. */
const UNKNOWN_KEY = new Set([401, 403])

/** The answer's body is of no use, but has to be read for the connection to be used again. */
const ANSWER_BYTES = 4_096

/** What is delivered. */
export interface DeliveryRequest {
  body: Uint8Array
  /** The `digest` header of the body. */
  digest: string
  headers: Record<string, string>
  /** Whose key signs it. */
  accountId: Id
  /** `former`: with the key before the current one, and with the current one where that is not known any longer. */
  signingKey: 'current' | 'former'
}

/**
 * Tries to deliver once.
 * @param load gets the message; called only when something may be sent there
 * @throws RetryLater, or GiveUp when no later try can succeed
 */
export async function deliverTo(
  app: App,
  url: string,
  run: JobRun,
  load: () => Promise<DeliveryRequest | undefined>,
): Promise<void> {
  const state = await hostState(app, hostOf(url) ?? '')
  if (isGivenUp(state, app.clock.now())) throw new GiveUp(`${state.host} has not answered for 30 days`)
  if (await isDomainBlocked(app, state.host)) throw new GiveUp(`${state.host} is blocked`)
  const request = await load()
  if (!request) throw new GiveUp('there is nothing to deliver any longer')
  const wait = await admit(app, state)
  if (wait > 0) throw new RetryLater(wait, WAITING_FOR_HOST, { countsAsAttempt: false })
  const answer = await post(app, state, url, request).catch((error) => handleFailure(app, state, run, error))
  await handleAnswer(app, state, run, answer)
}

async function post(app: App, state: HostState, url: string, request: DeliveryRequest): Promise<SignedAnswer> {
  const { accountId, signingKey } = request
  const former = signingKey === 'former' ? await formerSignerOf(app, accountId) : undefined
  const answer = former && (await postWith(app, state, former, url, request))
  if (answer && !UNKNOWN_KEY.has(answer.response.status)) return answer
  return postWith(app, state, await signerOf(app, accountId), url, request)
}

function postWith(
  app: App,
  state: HostState,
  key: SigningKey,
  url: string,
  { body, headers, digest }: DeliveryRequest,
) {
  const request = { url, method: 'POST', headers, body, maxBytes: ANSWER_BYTES, truncate: true } as const
  return sendSigned(app, state, key, request, digest)
}

async function handleAnswer(app: App, state: HostState, run: JobRun, { response, form }: SignedAnswer): Promise<void> {
  const verdict = verdictOn(response, run, app.clock.now())
  const retryMs = () => Math.max(verdict.retryAfterMs ?? 0, DELIVERY_POLICY.backoff(run.attempt, app.random))
  if (verdict.host === 'answered') await hostAnswered(app, state, verdict.kind === 'done' ? form : undefined)
  else if (verdict.host === 'failed') await hostFailed(app, state)
  else await hostAsksToWait(app, state, verdict.retryAfterMs ?? retryMs())
  if (verdict.kind === 'done') return
  if (verdict.kind === 'stop') throw new GiveUp(verdict.why)
  retry(run, verdict.retryAfterMs ?? retryMs(), verdict.why)
}

/** What no later try can mend. Even a forbidden address may be a name server's bad hour. */
const PERMANENT_FAILURES = new Set(['bad-url', 'scheme', 'port'])

async function handleFailure(app: App, state: HostState, run: JobRun, error: unknown): Promise<never> {
  if (!(error instanceof FetchError)) {
    probeEnded(state)
    throw error
  }
  await hostFailed(app, state)
  if (PERMANENT_FAILURES.has(error.reason)) throw new GiveUp(error.message)
  return retry(run, DELIVERY_POLICY.backoff(run.attempt, app.random), error.message)
}

/** A delivery that was tried for so long is dropped: nobody here could do anything about it. */
function retry(run: JobRun, afterMs: number, why: string): never {
  if (run.attempt >= DELIVERY_POLICY.attempts) throw new GiveUp(`tried ${run.attempt} times: ${why}`)
  throw new RetryLater(afterMs, why)
}
