/** Reads a POST to an inbox step by step. Each step costs more than the one before, so each asks whether it is due. */
import { type Envelope, readEnvelope } from '../../activitypub/activity-envelope.ts'
import { isActivityType } from '../../activitypub/media-types.ts'
import { parseDocument } from '../../activitypub/parse-document.ts'
import type { ReadSignature } from '../../activitypub/signatures/read-signature.ts'
import { signedRequestOf } from '../../activitypub/signatures/signed-request.ts'
import { checkBody, readSignature } from '../../activitypub/signatures/verify-request.ts'
import type { App } from '../../core/app.ts'
import { BodyError } from '../../lib/http-server/body-error.ts'
import { readBody } from '../../lib/http-server/read-body.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { JsonError } from '../../lib/json-error.ts'
import { bodyReason } from '../../messages/body-reason.ts'
import { InboxError } from './inbox-error.ts'

/** One activity from another server. */
const MAX_ACTIVITY_BYTES = 1_048_576

interface Received {
  /** Not yet verified with the key. */
  read: ReadSignature
  body: Uint8Array
}

/** Checks the head, then reads the body and compares it with the digest that is signed. @throws InboxError */
export async function readReceived(app: App, request: IncomingRequest): Promise<Received> {
  if (!isActivityType(request.header('content-type'))) throw new InboxError(415, ['inbox-type'])
  const encoding = request.header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new InboxError(415, ['body-compressed'])
  const signed = signedRequestOf(request, app.uris.origin)
  const read = readSignature(signed, app.clock.now())
  if (read.form === 'problem') throw new InboxError(401, ['protocol-error', { reason: read.message }])
  const body = await bytesOf(request)
  const problem = checkBody(signed, read, body)
  if (problem) throw new InboxError(401, ['protocol-error', { reason: problem.message }])
  return { read, body }
}

async function bytesOf(request: IncomingRequest): Promise<Uint8Array> {
  try {
    return await readBody(request, MAX_ACTIVITY_BYTES)
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    throw new InboxError(error.status, bodyReason(error), error.retryAfterMs)
  }
}

/** Parses the body. @throws InboxError */
export function envelopeOf(body: Uint8Array): Envelope {
  try {
    const envelope = readEnvelope(parseDocument(body))
    if (envelope.kind === 'problem') throw new InboxError(400, ['protocol-error', { reason: envelope.message }])
    return envelope
  } catch (error) {
    if (error instanceof JsonError) throw new InboxError(400, ['protocol-error', { reason: error.message }])
    throw error
  }
}

/** What an activity claims: of a Delete or Update, whether its actor is its own object. */
interface Claim {
  actor: string
  isAboutItself: boolean
}

/** Parses the body and keeps two facts, since the parsed body would need several times as much memory. */
export function claimOf(body: Uint8Array): Claim {
  const { types, actor, objectId } = envelopeOf(body)
  const isAboutItself = objectId === actor && (types.includes('Delete') || types.includes('Update'))
  return { actor, isAboutItself }
}
