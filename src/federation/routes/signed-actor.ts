/** Who asks, and whether they may ask at all: the one gate in front of every ActivityPub GET. */
import { signedRequestOf } from '../../activitypub/signatures/signed-request.ts'
import { readSignature } from '../../activitypub/signatures/verify-request.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { checkSender } from '../inbox/check-sender.ts'
import { errorAnswer, notFound } from './answer.ts'

export interface SignedActor {
  /** The account that signed the request; undefined when it was unsigned, or not believed (S-32). */
  account: Account | undefined
}

/**
 * @param isPublic what is asked for is for everybody: then a signature only tells whom to refuse, and no key is
 *   fetched for it. Anything else, also what does not exist, waits for the key: both answers take the same time.
 * @returns the refusal, or who asks
 */
export async function readSignedActor(
  app: App,
  request: IncomingRequest,
  { isPublic }: { isPublic: boolean },
): Promise<SignedActor | Answer> {
  const secure = app.config.authorizedFetch
  const found = await signerOf(app, request, { mayFetch: secure || !isPublic })
  // S-31: an account of a blocked server finds nothing here.
  if (found === 'blocked') return notFound()
  if (secure && !found) return errorAnswer(401, ['signature-required'])
  return { account: found }
}

/**
 * The account that signed the request. A signature that cannot be believed makes it anonymous, no more (S-32).
 * @param options.mayFetch whether an unknown key is worth a question to its server; false: only known ones count
 * @returns `blocked` when the signature names a server that is blocked here, true or not (S-31)
 */
async function signerOf(
  app: App,
  request: IncomingRequest,
  { mayFetch }: { mayFetch: boolean },
): Promise<Account | 'blocked' | undefined> {
  if (request.header('signature') === undefined) return undefined
  const read = readSignature(signedRequestOf(request, app.uris.origin), app.clock.now())
  if (read.form === 'problem') return undefined
  const sender = await checkSender(app, read, { mayFetch })
  if (sender.kind === 'blocked') return 'blocked'
  const account = sender.kind === 'known' ? await findAccount(app, sender.key.accountId) : undefined
  // who is suspended sees what everybody sees.
  return account && isActive(account) ? account : undefined
}
