/** What other servers send (E-40 to E-45): the cheap checks first, then the signature, then a receipt, then 202. */
import { type Envelope, readEnvelope } from '../../activitypub/activity-envelope.ts'
import { COLLECTION_SYNCHRONIZATION } from '../../activitypub/collection-synchronization.ts'
import { isActivityType } from '../../activitypub/media-types.ts'
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
import { JsonError, parseJson } from '../../lib/json.ts'
import { noticeDigest } from '../followers-sync/notice-digest.ts'
import { BACKLOG_RETRY_MS, isBacklogFull } from './backlog.ts'
import { checkSender } from './check-sender.ts'
import { findPeerKey } from './peer-key.ts'
import { readBody } from './read-body.ts'
import { recordActivity } from './record.ts'
import { Refusal, refusal } from './refusal.ts'

const MAX_BODY_BYTES = 1_048_576
const DEFAULT_RETRY_MS = MINUTE

export interface Inbox {
  /** Whose own inbox it is; undefined for the shared one. */
  recipient?: Account | undefined
  remoteIp?: string | undefined
}

/** Answers one POST to an inbox. 202 is said after the commit, and also for what we shall ignore (E-41). */
export async function receiveActivity(app: App, request: Request, inbox: Inbox = {}): Promise<Response> {
  try {
    await accept(app, request, inbox)
    return new Response(null, { status: 202 })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    app.log.debug({ status: error.status, reason: error.message, ip: inbox.remoteIp }, 'activity refused')
    return refusal(error)
  }
}

async function accept(app: App, request: Request, { recipient }: Inbox): Promise<void> {
  const body = await bodyOf(request)
  const envelope = envelopeOf(body)
  if (app.uris.isLocal(envelope.actor)) return // A-05, case 15
  if (await isDomainBlocked(app, hostOf(envelope.actor) ?? '')) throw new Refusal(403, 'This server is blocked here')
  const read = readSignature(signedRequestOf(request, app.uris.origin, body), app.clock.now())
  if (read.form === 'problem') throw new Refusal(401, read.message)
  if (await concernsNobody(app, envelope, read.keyId)) return
  const sender = await checkSender(app, read)
  if (sender.kind === 'refused') throw new Refusal(401, sender.reason)
  if (sender.kind === 'blocked') throw new Refusal(403, 'This server is blocked here')
  if (sender.kind === 'later')
    throw new Refusal(503, 'Your key cannot be fetched now', sender.afterMs ?? DEFAULT_RETRY_MS)
  await hostIsAlive(app, hostOf(read.keyId) as string)
  if (await isBacklogFull(app)) throw new Refusal(503, 'Too much is waiting here: come back later', BACKLOG_RETRY_MS)
  const signature = request.headers.get('signature') ?? ''
  const recipientId = recipient?.id ?? null
  await recordActivity(app, { envelope, body, signature, signerUri: sender.key.actorUri, recipientId })
  const header = request.headers.get(COLLECTION_SYNCHRONIZATION)
  if (header !== null && read.covered.includes(COLLECTION_SYNCHRONIZATION) && envelope.actor === sender.key.actorUri)
    await noticeDigest(app, sender.key.accountId, header)
}

async function bodyOf(request: Request): Promise<Uint8Array> {
  if (!isActivityType(request.headers.get('content-type')))
    throw new Refusal(415, 'An inbox takes application/activity+json')
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity')
    throw new Refusal(415, 'Compressed bodies are not read')
  const body = await readBody(request, MAX_BODY_BYTES)
  if (!body) throw new Refusal(413, `An activity may have ${MAX_BODY_BYTES} bytes`)
  return body
}

function envelopeOf(body: Uint8Array): Envelope {
  try {
    const envelope = readEnvelope(parseJson(body, { object: true }))
    if (envelope.kind === 'problem') throw new Refusal(400, envelope.message)
    return envelope
  } catch (error) {
    if (error instanceof JsonError) throw new Refusal(400, error.message)
    throw error
  }
}

/** E-42: somebody we never met is gone or has changed. Every server hears that about everybody; it costs no fetch. */
async function concernsNobody(app: App, { types, actor, objectId }: Envelope, keyId: string): Promise<boolean> {
  if (objectId !== actor || !(types.includes('Delete') || types.includes('Update'))) return false
  if (await findPeerKey(app, keyId)) return false
  const known = await findAccountByUri(app, actor)
  return known === undefined || isDeleted(known)
}
