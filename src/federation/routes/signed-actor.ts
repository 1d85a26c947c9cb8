/** Reads who signed an ActivityPub GET, and refuses it if the signer may read nothing here. All such routes use it. */
import { signedRequestOf } from '../../activitypub/signatures/signed-request.ts'
import { readSignature } from '../../activitypub/signatures/verify-request.ts'
import { hostOf } from '../../activitypub/uris.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { countVerified } from '../inbox/admission.ts'
import { fetchSender, findSender } from '../inbox/check-sender.ts'
import { errorAnswer } from './answer.ts'

export interface SignedActor {
  /** The account that signed the request; undefined if the signature is missing or invalid (S-32). */
  account: Account | undefined
}

/**
 * @param options.isPublic the requested document is public. A signature then serves only to refuse blocked signers, and
 *   no key is fetched for it. For any other document, existing or not, the key is fetched, so that absent and forbidden
 *   documents take the same time.
 * @param options.needsSignature false: secure mode does not refuse an unsigned request, because the caller answers it with
 *   less, or with a page
 * @returns the signer, or the answer that refuses the request
 */
export async function readSignedActor(
  app: App,
  routed: Routed,
  { isPublic, needsSignature = true }: { isPublic: boolean; needsSignature?: boolean },
): Promise<SignedActor | Answer> {
  const secure = app.config.authorizedFetch
  const found = await signerOf(app, routed, { mayFetch: secure || !isPublic })
  // An account on a blocked server reads nothing, and nobody else can ask which servers are blocked (S-31).
  if (found === 'blocked') return errorAnswer(403, ['server-blocked'])
  if (secure && needsSignature && !found) return errorAnswer(401, ['signature-required'])
  return { account: found }
}

/**
 * The account that signed the request. A request with an invalid signature is treated as unsigned (S-32), and so is one
 * whose network has made us fetch too many keys.
 * @param options.mayFetch whether to fetch an unknown key from its server; false: only stored keys are tried
 * @returns `blocked` if the signature is valid and its server is blocked
 */
async function signerOf(
  app: App,
  { request, caller }: Routed,
  { mayFetch }: { mayFetch: boolean },
): Promise<Account | 'blocked' | undefined> {
  if (request.header('signature') === undefined) return undefined
  const read = readSignature(signedRequestOf(request, app.uris.origin), app.clock.now())
  if (read.form === 'problem') return undefined
  const sender = (await findSender(app, read)) ?? (mayFetch ? await fetchSender(app, read, caller.network) : undefined)
  if (sender?.kind === 'blocked') return 'blocked'
  if (sender?.kind !== 'known') return undefined
  countVerified(app, 'document', { request, network: caller.network }, hostOf(read.keyId) as string)
  const account = await findAccount(app, sender.key.accountId)
  // A suspended account sees only what is public.
  return account && isActive(account) ? account : undefined
}
