/** Our signature under what leaves: as one of our people, or as the server itself. */
import { createPrivateKey } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type SignatureOptions, type SigningKey, signRequest } from '../activitypub/signatures/sign-request.ts'
import { hostOf } from '../activitypub/uris.ts'
import { findInstanceActor } from '../core/accounts/instance-actor.ts'
import { signingKeys } from '../core/accounts/keys.ts'
import type { App } from '../core/app.ts'
import type { AccountKey } from '../db/tables/accounts.ts'
import { MINUTE } from '../lib/durations.ts'
import type { OutgoingRequest, OutgoingResponse, SafeFetch } from '../lib/http/outgoing.ts'
import type { Id } from '../lib/ids.ts'
import { slot } from '../lib/slot.ts'
import { formFor, type HostState, hostAnswered, hostState, type SignatureForm } from './host-health.ts'

/** Whose signature: an account of ours by its id, or the server's. */
type SignAs = Id | 'instance'

/** S-21: who does not understand one signature says 401; Mastodon's older versions and some others say 400. */
const NOT_UNDERSTOOD = new Set([400, 401])

/** How long a key is kept ready. `KEYS_LEAD_MS` is longer: so nobody signs with a key that is in force no more. */
export const SIGNER_TTL_MS = MINUTE

/** By account, each good until an instant. */
const signers = slot(() => new LRUCache<Id, SigningKey & { until: number }>({ max: 5_000 }))
/** Ids never change. */
const instanceActor = slot((): { id?: Id } => ({}))

/** The RSA key of an account of ours, which every peer can verify with. Parsed once. */
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

/** The key that an account signed with before its present one, while we keep it (S-09). */
export async function formerSignerOf(app: App, accountId: Id): Promise<SigningKey | undefined> {
  const { previousRsa } = await signingKeys(app, accountId)
  return previousRsa && signingKeyOf(previousRsa)
}

function signingKeyOf({ key_id, private_pem }: AccountKey): SigningKey {
  if (private_pem === null) throw new Error(`The key ${key_id} cannot sign`)
  return { keyId: key_id, privateKey: createPrivateKey(private_pem) }
}

async function instanceId(app: App): Promise<Id> {
  const known = app.slot(instanceActor)
  known.id ??= (await findInstanceActor(app)).id
  return known.id
}

export interface SignedAnswer {
  response: OutgoingResponse
  /** The signature under the request that was answered. */
  form: SignatureForm
}

/**
 * Sends a signed request, and once more with the other signature where the first was not understood (S-21). A question
 * with a query is asked a third time, signed as old servers verify it (S-05).
 * What the host understood is for the caller to remember: of the third sendSigned, nothing.
 * @param digest the `digest` header of the body, where it is known already
 */
export async function sendSigned(
  app: App,
  state: HostState,
  key: SigningKey,
  request: OutgoingRequest,
  digest?: string,
): Promise<SignedAnswer> {
  const form = formFor(state, app.clock.now())
  const response = await sendOnce(app, key, request, { form, digest })
  if (!NOT_UNDERSTOOD.has(response.status)) return { response, form }
  const other = form === 'cavage' ? 'rfc9421' : 'cavage'
  const second = await sendOnce(app, key, request, { form: other, digest })
  if (!NOT_UNDERSTOOD.has(second.status)) return { response: second, form: other }
  if (!mayIgnoreQuery(request, [response, second])) return { response, form }
  const third = await sendOnce(app, key, request, { form: 'cavage', withoutQuery: true })
  return { response: NOT_UNDERSTOOD.has(third.status) ? response : third, form }
}

/** S-05: whether the host may verify the path alone. It says 401 then, and only reading an address has a query. */
function mayIgnoreQuery({ url, method = 'GET' }: OutgoingRequest, answers: readonly OutgoingResponse[]): boolean {
  return method === 'GET' && (URL.parse(url)?.search ?? '') !== '' && answers.some(({ status }) => status === 401)
}

type SigningOptions = Pick<SignatureOptions, 'form' | 'digest' | 'withoutQuery'>

function sendOnce(app: App, key: SigningKey, request: OutgoingRequest, options: SigningOptions) {
  return app.fetch({ ...request, sign: (hop) => signRequest(hop, key, { ...options, now: app.clock.now() }) })
}

/**
 * A fetch whose requests are signed, for everything that we ask of other servers (E-70): by the server itself, or by
 * the person whose right to see is needed.
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
