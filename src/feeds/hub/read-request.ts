/** Reads what a subscriber asks for (W3C WebSub section 5.1), and checks all of it that can be checked here. */
import type { App } from '../../core/app.ts'
import { Invalid } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import { readBody } from '../../lib/http-server/read-body.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { requireCallback, requireShortQuestion } from './callback.ts'
import { DEFAULT_LEASE_MS, MAX_LEASE_MS, MAX_REQUEST_BYTES, MAX_SECRET_BYTES, MIN_LEASE_MS } from './limits.ts'
import { requireTopic, type Topic } from './topic.ts'

export interface HubRequest {
  mode: 'subscribe' | 'unsubscribe'
  topic: Topic
  callback: string
  /** The host of the callback, with its port. */
  host: string
  /** What is granted, in milliseconds. */
  leaseMs: number
  secret: string | undefined
}

/**
 * @throws Invalid, Forbidden, NotFound or Gone, for which nothing is sent to the callback
 * @throws BodyError
 */
export async function readHubRequest(app: App, request: IncomingRequest): Promise<HubRequest> {
  const fields = await readFields(request)
  const mode = fields.get('hub.mode')
  if (mode !== 'subscribe' && mode !== 'unsubscribe') throw new Invalid('hub-mode', { mode: mode ?? '' })
  const secret = fields.get('hub.secret') || undefined
  if (secret && Buffer.byteLength(secret) > MAX_SECRET_BYTES)
    throw new Invalid('hub-secret-too-long', { max: MAX_SECRET_BYTES })
  const leaseMs = leaseOf(fields.get('hub.lease_seconds'))
  const { callback, host } = await requireCallback(app, fields.get('hub.callback') ?? '')
  const topic = await requireTopic(app, fields.get('hub.topic') ?? '')
  requireShortQuestion(callback, topic.topic)
  return { mode, topic, callback, host, leaseMs, secret }
}

async function readFields(request: IncomingRequest): Promise<URLSearchParams> {
  const type = request.header('content-type') ?? ''
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) throw new Invalid('hub-no-form')
  return new URLSearchParams(Buffer.from(await readBody(request, MAX_REQUEST_BYTES)).toString())
}

/** @param text whole seconds; what is not granted is told with the verification */
function leaseOf(text: string | null): number {
  if (text === null || text === '') return DEFAULT_LEASE_MS
  if (!/^\d+$/.test(text)) throw new Invalid('hub-lease', { text })
  return Math.min(Math.max(Number(text) * SECOND, MIN_LEASE_MS), MAX_LEASE_MS)
}
