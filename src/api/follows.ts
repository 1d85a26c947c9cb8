/** `POST /api/v1/follows`: follow by handle or address. Mastodon removed it in 3.0, but clients still use it. */
import { z } from 'zod'
import { findAccountByAcct, requireAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { follow } from '../core/relationships/follow.ts'
import type { Account as AccountRow } from '../db/tables/accounts.ts'
import { AccountEntity, renderAccount } from './entities/account.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { requiredText } from './http/form-types.ts'

const MAX_REFERENCE = 2048

export const followEndpoints: Endpoint[] = [
  endpoint(
    'POST /api/v1/follows',
    { scope: 'write:follows', form: z.object({ uri: requiredText(MAX_REFERENCE) }), answer: AccountEntity },
    async ({ app, viewer, form }) => {
      const target = await resolveAccount(app, form.uri.trim())
      await follow(app, viewer.account, target)
      return renderAccount(app, await requireAccount(app, target.id))
    },
  ),
]

/** The handle of a known account needs no request; any other reference is looked up on its own server. */
async function resolveAccount(app: App, reference: string): Promise<AccountRow> {
  const handle = reference.replace(/^acct:/, '')
  const known = handle.includes('/') ? undefined : await findAccountByAcct(app, handle)
  return known ?? app.remote.account(handle)
}
