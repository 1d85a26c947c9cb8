/** Sends one body to one address, such as an inbox, and decides what happens to the job: done, retried, refused, or given up. */
import type { SigningKey } from '../activitypub/signatures/sign-request.ts'
import { hostOf } from '../activitypub/uris.ts'
import type { App } from '../core/app.ts'
import { Declined } from '../core/errors.ts'
import { doubling, GiveUp, type JobRun, RetryLater } from '../jobs/job.ts'
import { DAY, HOUR, SECOND } from '../lib/durations.ts'
import { FetchError } from '../lib/http/fetch-error.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import type { Id } from '../lib/ids.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
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

/** How a delivery job is run. Its lane is the host. */
export const DELIVERY_POLICY = {
  /**
   * With this backoff they take 10 days on average, and 7.4 days if the jitter is always negative.
   */
  attempts: 32,
  backoff: doubling(10 * SECOND, { max: 12 * HOUR, jitter: 0.25 }),
  /** Per process. The default of the setting `deliveryConcurrency`. */
  concurrency: 64,
  /** The limit per host, so that one slow host cannot occupy all workers. */
  perLane: 8,
} as const

/**
 * No delivery is given up before, unless it says otherwise, even if its attempts were made sooner because its host came
 * and went.
 */
const TRY_FOR_MS = 7 * DAY

/** The reason of a delivery that was postponed untried. It sets it apart from failed ones, which may have arrived. */
export const WAITING_FOR_HOST = 'waiting for the host'

/** The answers of a server that already knows the new key, and therefore rejects the former one (S-09). */
const UNKNOWN_KEY = new Set([401, 403])

/** How much is read of an answer, which may say why something was refused. */
const ANSWER_BYTES = 16_384

/** The request to be sent. */
export interface DeliveryRequest {
  body: Uint8Array
  headers: Record<string, string>
  /** Undefined for a request that has no HTTP signature: its headers prove who sent it. */
  signature?: HttpSignature | undefined
  /** Plain http is refused unless this is set. */
  allowHttp?: boolean
}

/** How a request is signed as a local account. */
interface HttpSignature {
  /** The local account whose key signs it. */
  accountId: Id
  /** `former`: sign with the previous key first, and with the current key if the server rejects that. */
  signingKey: 'current' | 'former'
  /** The `digest` header of the body. */
  digest: string
}

interface DeliveryOptions {
  /** The lane of the job, whose health counts. Default: the host. */
  lane?: string
  /** How long it is tried at least. */
  tryForMs?: number
  /** Whether an answer that refuses the request may be a mistake that passes, so that it is tried again. */
  retriesRefusals?: boolean
  /** Decides what an answer means, if it is no inbox that answers. */
  judge?: typeof verdictOn
}

/** The server has read the request and refuses it for good. `answer` is the beginning of what it said. */
export class Refused extends GiveUp {
  readonly answer: OutgoingResponse
  constructor(why: string, answer: OutgoingResponse) {
    super(why)
    this.answer = answer
  }
}

/**
 * Makes one delivery attempt.
 * @param load loads the request; called only if the host is not given up
 * @returns the request, which was accepted
 * @throws RetryLater, or GiveUp if no later attempt can succeed: Refused if the server said so
 */
export async function deliverTo<R extends DeliveryRequest>(
  app: App,
  url: string,
  run: JobRun,
  load: () => Promise<R | undefined>,
  { lane = hostOf(url) ?? '', tryForMs = TRY_FOR_MS, retriesRefusals = false, judge = verdictOn }: DeliveryOptions = {},
): Promise<R> {
  const state = await hostState(app, lane)
  if (isGivenUp(state, app.clock.now())) throw new GiveUp(`${state.host} has not answered for 30 days`)
  const request = await load()
  if (!request) throw new GiveUp('nothing is left to deliver')
  const wait = await admit(app, state)
  if (wait > 0) throw new RetryLater(wait, WAITING_FOR_HOST, { countsAsAttempt: false })
  const attempt = { state, run, tryForMs, retriesRefusals, judge }
  let answer: PostAnswer
  try {
    answer = await post(app, state, url, request)
  } catch (error) {
    return await handleFailure(app, attempt, error)
  }
  await handleAnswer(app, attempt, answer)
  return request
}

interface Attempt {
  state: HostState
  run: JobRun
  tryForMs: number
  retriesRefusals: boolean
  judge: typeof verdictOn
}

/** The form of signature is undefined if the request had none. */
type PostAnswer = Pick<SignedAnswer, 'response'> & Partial<SignedAnswer>

async function post(
  app: App,
  state: HostState,
  url: string,
  { body, headers, signature, allowHttp = false }: DeliveryRequest,
): Promise<PostAnswer> {
  const request = { url, method: 'POST', headers, body, maxBytes: ANSWER_BYTES, truncate: true, allowHttp } as const
  if (!signature) return { response: await app.fetch(request) }
  const { accountId, signingKey, digest } = signature
  const sendAs = (key: SigningKey) => sendSigned(app, state, key, request, digest)
  const former = signingKey === 'former' ? await formerSignerOf(app, accountId) : undefined
  const answer = former && (await sendAs(former))
  if (answer && !UNKNOWN_KEY.has(answer.response.status)) return answer
  return sendAs(await signerOf(app, accountId))
}

async function handleAnswer(app: App, attempt: Attempt, { response, form }: PostAnswer): Promise<void> {
  const { state, run } = attempt
  const verdict = attempt.judge(response, run, app.clock.now())
  // Never sooner than the backoff: a host that keeps asking for a second would use up all attempts in half a minute.
  let retryMs = Math.max(verdict.retryAfterMs ?? 0, DELIVERY_POLICY.backoff(run.attempt, app.random))
  if (verdict.host === 'answered') await hostAnswered(app, state, verdict.kind === 'done' ? form : undefined)
  else if (verdict.host === 'failed') retryMs = Math.max(retryMs, await hostFailed(app, state))
  else await hostAsksToWait(app, state, verdict.retryAfterMs ?? retryMs)
  if (verdict.kind === 'done') return
  if (verdict.kind === 'stop') throw new GiveUp(verdict.why)
  if (verdict.kind === 'refused' && !attempt.retriesRefusals) throw new Refused(verdict.why, response)
  retry(app, attempt, retryMs, verdict.why)
}

/** Errors that no later attempt can fix. A private address is not among them: it may be a temporary fault of DNS. */
const PERMANENT_FAILURES = new Set(['bad-url', 'scheme', 'port'])

async function handleFailure(app: App, attempt: Attempt, error: unknown): Promise<never> {
  const { state, run } = attempt
  if (!(error instanceof FetchError)) {
    probeEnded(state)
    // The host was blocked after this delivery was enqueued.
    throw error instanceof Declined ? new GiveUp(sentenceOf(error.reason)) : error
  }
  const leastMs = await hostFailed(app, state)
  if (PERMANENT_FAILURES.has(error.reason)) throw new GiveUp(error.message)
  return retry(app, attempt, Math.max(leastMs, DELIVERY_POLICY.backoff(run.attempt, app.random)), error.message)
}

/** Retries a delivery, or drops it after the last attempt, since no administrator of this server can fix the cause. */
function retry(app: App, { run, tryForMs }: Attempt, afterMs: number, why: string): never {
  const isLast = run.attempt >= DELIVERY_POLICY.attempts
  if (isLast && app.clock.now() - run.createdAt >= tryForMs) throw new GiveUp(`tried ${run.attempt} times: ${why}`)
  throw new RetryLater(afterMs, why, { countsAsAttempt: !isLast })
}
