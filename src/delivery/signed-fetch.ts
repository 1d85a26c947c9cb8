/** Signs outgoing requests, as a local account or as the instance actor. */
import { createPrivateKey } from 'node:crypto'
import { type SignatureOptions, type SigningKey, signRequest } from '../activitypub/signatures/sign-request.ts'
import { hostOf } from '../activitypub/uris.ts'
import { findInstanceActor } from '../core/accounts/instance-actor.ts'
import { signingKeys } from '../core/accounts/keys.ts'
import type { App } from '../core/app.ts'
import type { AccountKey } from '../db/tables/accounts.ts'
import { MINUTE } from '../lib/durations.ts'
import type { OutgoingRequest, OutgoingResponse, SafeFetch } from '../lib/http/outgoing.ts'
import type { Id } from '../lib/ids.ts'
import { LruMap } from '../lib/lru-map.ts'
import { slot } from '../lib/slot.ts'
import { acceptedForm, formFor, type HostState, hostAnswered, hostState, type SignatureForm } from './host-health.ts'

/** The signer: the id of a local account, or the instance actor. */
type SignAs = Id | 'instance'

/**
 * A server that does not understand a signature answers 401; old versions of Mastodon and some others answer 400
 * (S-21).
 */
const NOT_UNDERSTOOD: ReadonlySet<number> = new Set([400, 401])
/** A 400 of a server that has accepted our signatures is about the activity. Lemmy refuses everything with 400. */
const NO_LONGER_UNDERSTOOD: ReadonlySet<number> = new Set([401])

/** How long a signing key is cached. Shorter than `KEYS_LEAD_MS`, so that nothing is signed with a replaced key. */
export const SIGNER_TTL_MS = MINUTE

/** Signing keys by account, each valid until an instant. */
const signers = slot(() => new LruMap<Id, SigningKey & { until: number }>({ max: 5_000 }))
/** The id of the instance actor, which never changes. */
const instanceActor = slot((): { id?: Id } => ({}))

/** The RSA key of a local account, which every peer can verify. It is cached, since parsing is slow. */
export async function signerOf(app: App, as: SignAs): Promise<SigningKey> {
  const id = as === 'instance' ? await instanceId(app) : as
  const now = app.clock.now()
  const cached = app.slot(signers).get(id)
  if (cached && cached.until > now) return cached
  const { rsa, changeAt = Number.POSITIVE_INFINITY } = await signingKeys(app, id)
  const signer = { ...signingKeyOf(rsa), until: Math.min(now + SIGNER_TTL_MS, changeAt) }
  app.slot(signers).set(id, signer)
  return signer
}

/** The previous key of an account, as long as it is stored (S-09). */
export async function formerSignerOf(app: App, accountId: Id): Promise<SigningKey | undefined> {
  const { previousRsa } = await signingKeys(app, accountId)
  return previousRsa && signingKeyOf(previousRsa)
}

function signingKeyOf({ key_id, private_pem }: AccountKey): SigningKey {
  if (private_pem === null) throw new Error(`Key ${key_id} has no private part`)
  return { keyId: key_id, privateKey: createPrivateKey(private_pem) }
}

async function instanceId(app: App): Promise<Id> {
  const known = app.slot(instanceActor)
  known.id ??= (await findInstanceActor(app)).id
  return known.id
}

export interface SignedAnswer {
  response: OutgoingResponse
  /** The form of signature of the answered request. */
  form: SignatureForm
}

/**
 * Sends a signed request, and once more with the other form of signature if the first was not understood (S-21,
 * "double-knocking"). A GET with a query may be sent a third time, signed without the query, as old servers verify it
 * (S-05). The caller stores which form the host accepted; the third attempt says nothing about it.
 * @param digest the `digest` header of the body, if it is known already
 */
export async function sendSigned(
  app: App,
  state: HostState,
  key: SigningKey,
  request: OutgoingRequest,
  digest?: string,
): Promise<SignedAnswer> {
  const now = app.clock.now()
  const form = formFor(state, now)
  const response = await sendOnce(app, key, request, { form, digest })
  const notUnderstood = acceptedForm(state, now) ? NO_LONGER_UNDERSTOOD : NOT_UNDERSTOOD
  if (!notUnderstood.has(response.status)) return { response, form }
  const other = form === 'cavage' ? 'rfc9421' : 'cavage'
  const second = await sendOnce(app, key, request, { form: other, digest })
  if (!NOT_UNDERSTOOD.has(second.status)) return { response: second, form: other }
  if (!mayIgnoreQuery(request, [response, second])) return { response, form }
  const third = await sendOnce(app, key, request, { form: 'cavage', withoutQuery: true })
  return { response: NOT_UNDERSTOOD.has(third.status) ? response : third, form }
}

/** Whether the host may have verified the path without the query: it answers such a GET with 401 (S-05). */
function mayIgnoreQuery({ url, method = 'GET' }: OutgoingRequest, answers: readonly OutgoingResponse[]): boolean {
  return method === 'GET' && (URL.parse(url)?.search ?? '') !== '' && answers.some(({ status }) => status === 401)
}

type SigningOptions = Pick<SignatureOptions, 'form' | 'digest' | 'withoutQuery'>

function sendOnce(app: App, key: SigningKey, request: OutgoingRequest, options: SigningOptions) {
  return app.fetch({ ...request, sign: (hop) => signRequest(hop, key, { ...options, now: app.clock.now() }) })
}

/**
 * A fetch that signs each request, for all documents of other servers (E-70): as the instance actor, or as the local
 * account that is allowed to see the document.
 */
export function signedFetchAs(app: App, as: SignAs = 'instance'): SafeFetch {
  return async (request) => {
    const host = hostOf(request.url)
    if (host === undefined) return app.fetch(request)
    const state = await hostState(app, host)
    const { response, form } = await sendSigned(app, state, await signerOf(app, as), request)
    const wasUnderstood = response.status < 300 && hostOf(response.url) === host
    if (wasUnderstood && form !== formFor(state, app.clock.now())) await hostAnswered(app, state, form)
    return response
  }
}
