/** Who signed a GET. A signature that cannot be believed makes the request anonymous, no more (S-32). */
import { signedRequestOf } from '../../activitypub/signatures/signed-request.ts'
import { readSignature } from '../../activitypub/signatures/verify-request.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { checkSender } from '../inbox/check-sender.ts'

/**
 * @param options.mayFetch whether an unknown key is worth a question to its server; false: only known ones count
 * @returns `blocked` when the signature names a server that is blocked here, true or not (S-31)
 */
export async function requester(
  app: App,
  request: Request,
  { mayFetch }: { mayFetch: boolean },
): Promise<Account | 'blocked' | undefined> {
  if (!request.headers.has('signature')) return undefined
  const read = readSignature(signedRequestOf(request, app.uris.origin), app.clock.now())
  if (read.form === 'problem') return undefined
  const sender = await checkSender(app, read, { mayFetch })
  if (sender.kind === 'blocked') return 'blocked'
  const account = sender.kind === 'known' ? await findAccount(app, sender.key.accountId) : undefined
  // who is suspended sees what everybody sees.
  return account && isActive(account) ? account : undefined
}
