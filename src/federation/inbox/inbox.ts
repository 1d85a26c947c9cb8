/**
 * Receives activities of other servers (E-40 to E-45): cheap checks first, then the signature, the receipt, and 202.
 */
import { COLLECTION_SYNCHRONIZATION } from '../../activitypub/collection-synchronization.ts'
import type { ReadSignature } from '../../activitypub/signatures/read-signature.ts'
import { hostOf } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { hostIsAlive } from '../../delivery/host-health.ts'
import { MINUTE } from '../../lib/durations.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Caller } from '../../lib/http-server/handler.ts'
import { knownNetworks } from '../../lib/http-server/known-networks.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { checkDigest } from '../followers-sync/check-digest.ts'
import { countVerified } from './admission.ts'
import { BACKLOG_RETRY_MS, isBacklogFull } from './backlog.ts'
import { fetchSender, findSender } from './check-sender.ts'
import { answerInboxError, InboxError } from './inbox-error.ts'
import { lookAtActor } from './look-at-actor.ts'
import { noEffectPause } from './no-effect.ts'
import type { PeerKey } from './peer-key-cache.ts'
import { claimOf, envelopeOf, readReceived } from './read-activity.ts'
import { recordActivity } from './record.ts'
import { inWaitingRoom } from './waiting-room.ts'

const DEFAULT_RETRY_MS = MINUTE
const ACCEPTED = new Answer(202, [])

interface Inbox {
  /** The owner of a personal inbox; undefined for the shared inbox. */
  recipient?: Account | undefined
  caller: Pick<Caller, 'address' | 'network'>
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
  const { read, body } = await readReceived(app, request)
  const key = await signerOf(app, read, body, caller.network)
  if (!key) return
  await admit(app, request, hostOf(read.keyId) as string, caller.network)
  const envelope = envelopeOf(body)
  // In the name of a local account, or of one on a blocked server: dropped (A-05, case 15).
  if (app.uris.isLocal(envelope.actor) || (await isDomainBlocked(app, hostOf(envelope.actor) ?? ''))) return
  const signature = request.header('signature') ?? ''
  const recipientId = recipient?.id ?? null
  await recordActivity(app, { envelope, body, signature, signerUri: key.actorUri, recipientId })
  const header = request.header(COLLECTION_SYNCHRONIZATION)
  if (header !== undefined && read.covered.includes(COLLECTION_SYNCHRONIZATION) && envelope.actor === key.actorUri)
    await checkDigest(app, key.accountId, header)
}

/**
 * The key that verifies the signature: a stored one, or one that is fetched.
 * @returns undefined for what is answered with 202 without a valid signature
 * @throws InboxError
 */
async function signerOf(
  app: App,
  read: ReadSignature,
  body: Uint8Array,
  network: string,
): Promise<PeerKey | undefined> {
  const sender =
    (await findSender(app, read)) ??
    (await inWaitingRoom(app, read.keyId, () => unknownSender(app, read, body, network)))
  if (sender?.kind === 'refused') throw new InboxError(401, sender.reason)
  if (sender?.kind === 'blocked') throw new InboxError(403, ['server-blocked'])
  if (sender?.kind === 'later') throw new InboxError(429, ['key-unavailable'], sender.afterMs ?? DEFAULT_RETRY_MS)
  return sender?.key
}

/** Servers send the Delete of an account to every server they know, so no key is fetched for it (E-42). */
async function unknownSender(app: App, read: ReadSignature, body: Uint8Array, network: string) {
  const { actor, isAboutItself } = claimOf(body)
  if (app.uris.isLocal(actor)) return undefined
  if (isAboutItself) return lookAtActor(app, actor, network).then(() => undefined)
  return fetchSender(app, read, network)
}

/** Counts a valid signature, and refuses what there is no room for. @throws InboxError */
async function admit(app: App, request: IncomingRequest, host: string, network: string): Promise<void> {
  app.slot(knownNetworks).add(network, app.clock.now())
  countVerified(app, 'inbox', { request, network }, host)
  await hostIsAlive(app, host)
  const pause = noEffectPause(app, host)
  if (pause > 0) throw new InboxError(429, ['inbox-not-interested'], pause)
  if (await isBacklogFull(app, host)) throw new InboxError(429, ['inbox-full'], BACKLOG_RETRY_MS)
}
