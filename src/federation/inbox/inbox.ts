/**
 * Receives activities of other servers (E-40 to E-45): cheap checks first, then the signature, the receipt, and 202.
 */
import { type Envelope, readEnvelope } from '../../activitypub/activity-envelope.ts'
import { COLLECTION_SYNCHRONIZATION } from '../../activitypub/collection-synchronization.ts'
import { isActivityType } from '../../activitypub/media-types.ts'
import { parseDocument } from '../../activitypub/parse-document.ts'
import { signedRequestOf } from '../../activitypub/signatures/signed-request.ts'
import { readSignature } from '../../activitypub/signatures/verify-request.ts'
import { hostOf } from '../../activitypub/uris.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import { isDeleted } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { hostIsAlive } from '../../delivery/host-health.ts'
import { MINUTE } from '../../lib/durations.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import { BodyError } from '../../lib/http-server/body-error.ts'
import type { Caller } from '../../lib/http-server/handler.ts'
import { knownNetworks } from '../../lib/http-server/known-networks.ts'
import { readBody } from '../../lib/http-server/read-body.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { JsonError } from '../../lib/json-error.ts'
import { bodyReason } from '../../messages/body-reason.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { checkDigest } from '../followers-sync/check-digest.ts'
import { countVerified } from './admission.ts'
import { BACKLOG_RETRY_MS, isBacklogFull } from './backlog.ts'
import { checkSender } from './check-sender.ts'
import { answerInboxError, InboxError } from './inbox-error.ts'
import { noEffectPause } from './no-effect.ts'
import { findPeerKey } from './peer-key.ts'
import { recordActivity } from './record.ts'

/** One activity from another server. */
const MAX_ACTIVITY_BYTES = 1_048_576

const DEFAULT_RETRY_MS = MINUTE
const ACCEPTED = new Answer(202, [])

interface Inbox {
  /** The owner of a personal inbox; undefined for the shared inbox. */
  recipient?: Account | undefined
  caller: Caller
}

/** Answers one POST to an inbox. 202 is sent after the commit, and also for activities that are ignored (E-41). */
export async function receiveActivity(app: App, request: IncomingRequest, inbox: Inbox): Promise<Answer> {
  try {
    await accept(app, request, inbox)
    return ACCEPTED
  } catch (error) {
    if (!(error instanceof InboxError)) throw error
    const [code, params] = error.reason
    const reason = sentenceOf(error.reason)
    app.log.debug({ status: error.status, code, params, reason, ip: inbox.caller.address }, 'activity refused')
    return answerInboxError(error)
  }
}

async function accept(app: App, request: IncomingRequest, { recipient, caller }: Inbox): Promise<void> {
  const body = await bodyOf(request)
  const envelope = envelopeOf(body)
  if (app.uris.isLocal(envelope.actor)) return // in the name of a local account: dropped (A-05, case 15)
  if (await isDomainBlocked(app, hostOf(envelope.actor) ?? '')) throw new InboxError(403, ['server-blocked'])
  const read = readSignature(signedRequestOf(request, app.uris.origin, body), app.clock.now())
  if (read.form === 'problem') throw new InboxError(401, ['protocol-error', { reason: read.message }])
  if (await isAboutUnknownActor(app, envelope, read.keyId)) return
  const sender = await checkSender(app, read, { network: caller.network })
  if (sender.kind === 'refused') throw new InboxError(401, sender.reason)
  if (sender.kind === 'blocked') throw new InboxError(403, ['server-blocked'])
  if (sender.kind === 'later') throw new InboxError(503, ['key-unavailable'], sender.afterMs ?? DEFAULT_RETRY_MS)
  const host = hostOf(read.keyId) as string
  app.slot(knownNetworks).add(caller.network, app.clock.now())
  countVerified(app, 'inbox', { request, network: caller.network }, host)
  await hostIsAlive(app, host)
  const pause = noEffectPause(app, host)
  if (pause > 0) throw new InboxError(429, ['inbox-not-interested'], pause)
  if (await isBacklogFull(app)) throw new InboxError(503, ['inbox-full'], BACKLOG_RETRY_MS)
  const signature = request.header('signature') ?? ''
  const recipientId = recipient?.id ?? null
  await recordActivity(app, { envelope, body, signature, signerUri: sender.key.actorUri, recipientId })
  const header = request.header(COLLECTION_SYNCHRONIZATION)
  if (
    header !== undefined &&
    read.covered.includes(COLLECTION_SYNCHRONIZATION) &&
    envelope.actor === sender.key.actorUri
  )
    await checkDigest(app, sender.key.accountId, header)
}

async function bodyOf(request: IncomingRequest): Promise<Uint8Array> {
  if (!isActivityType(request.header('content-type'))) throw new InboxError(415, ['inbox-type'])
  const encoding = request.header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new InboxError(415, ['body-compressed'])
  try {
    return await readBody(request, MAX_ACTIVITY_BYTES)
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    throw new InboxError(error.status, bodyReason(error), error.retryAfterMs)
  }
}

function envelopeOf(body: Uint8Array): Envelope {
  try {
    const envelope = readEnvelope(parseDocument(body))
    if (envelope.kind === 'problem') throw new InboxError(400, ['protocol-error', { reason: envelope.message }])
    return envelope
  } catch (error) {
    if (error instanceof JsonError) throw new InboxError(400, ['protocol-error', { reason: error.message }])
    throw error
  }
}

/**
 * Whether an unknown actor deletes or updates itself. Servers send that to every server they know, so it must cost no
 * fetch (E-42).
 */
async function isAboutUnknownActor(app: App, { types, actor, objectId }: Envelope, keyId: string): Promise<boolean> {
  if (objectId !== actor || !(types.includes('Delete') || types.includes('Update'))) return false
  if (await findPeerKey(app, keyId)) return false
  const known = await findAccountByUri(app, actor)
  return known === undefined || isDeleted(known)
}
