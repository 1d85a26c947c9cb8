/** Accounts: their profiles, posts, followers and follows. */
import { z } from 'zod'
import { findAccountByAcct, requireAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import type { Page } from '../core/page.ts'
import { mayListNetwork } from '../core/policy/network.ts'
import { type Listed, listFollowers, listFollowing } from '../core/relationships/find.ts'
import { search } from '../core/search/search.ts'
import { accountTimeline } from '../core/timelines/account.ts'
import type { Viewer } from '../core/tokens/find.ts'
import type { Account as AccountRow } from '../db/tables/accounts.ts'
import type { Id } from '../lib/ids.ts'
import { AccountEntity } from './entities/account.ts'
import { StatusEntity } from './entities/status.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { ids, offset, optionalFlag, optionalText, requiredText } from './http/form-types.ts'
import { ACCOUNTS_PAGE } from './http/paging.ts'
import { showAccount } from './show-account.ts'
import { showAccountPage, showAccounts } from './show-accounts.ts'
import { showStatusPage } from './show-statuses.ts'

const MAX_ACCT = 512
const MAX_QUERY = 500
const MAX_TAG = 200

const StatusesForm = z.object({
  exclude_replies: optionalFlag,
  exclude_reblogs: optionalFlag,
  exclude_direct: optionalFlag,
  only_media: optionalFlag,
  pinned: optionalFlag,
  tagged: optionalText(MAX_TAG),
})
const SearchForm = z.object({
  q: requiredText(MAX_QUERY),
  resolve: optionalFlag,
  following: optionalFlag,
  offset,
})

export const accountEndpoints: Endpoint[] = [
  endpoint(
    'GET /api/v1/accounts/lookup',
    { scope: 'public', form: z.object({ acct: requiredText(MAX_ACCT) }), answer: AccountEntity },
    async ({ app, form }) => {
      const account = await findAccountByAcct(app, form.acct)
      if (!account) throw new NotFound()
      return showAccount(app, account)
    },
  ),
  endpoint(
    'GET /api/v1/accounts/search',
    { scope: 'read:accounts', form: SearchForm, answer: z.array(AccountEntity), page: ACCOUNTS_PAGE },
    async ({ app, viewer, form, page }) => {
      const { q, resolve = false, following = false, offset = 0 } = form
      const wanted = { q, type: 'accounts' as const, resolve, following, limit: page.limit, offset }
      return showAccounts(app, (await search(app, viewer.account, wanted)).accounts)
    },
  ),
  endpoint(
    'GET /api/v1/accounts',
    { scope: 'public', form: z.object({ id: ids }), answer: z.array(AccountEntity) },
    async ({ app, form }) => showAccounts(app, form.id),
  ),
  endpoint('GET /api/v1/accounts/:id', { scope: 'public', answer: AccountEntity }, async ({ app, viewer, params }) => {
    const account = await requireAccount(app, params.id)
    if (viewer) await app.remote.freshen(account)
    return showAccount(app, account)
  }),
  endpoint(
    'GET /api/v1/accounts/:id/statuses',
    { scope: 'public / read:statuses', form: StatusesForm, answer: z.array(StatusEntity) },
    async ({ app, viewer, params, form, page }) => {
      const filters = {
        excludeReplies: form.exclude_replies,
        excludeReblogs: form.exclude_reblogs,
        excludeDirect: form.exclude_direct,
        onlyMedia: form.only_media,
        pinned: form.pinned,
        tagged: form.tagged,
      }
      const account = await requireAccount(app, params.id)
      return showStatusPage(app, viewer, await accountTimeline(app, account, viewer?.account, filters, page), page)
    },
  ),
  endpoint(
    'GET /api/v1/accounts/:id/followers',
    { scope: 'public', answer: z.array(AccountEntity), page: ACCOUNTS_PAGE },
    async ({ app, viewer, params, page }) => showNetwork(app, viewer, params.id, page, listFollowers),
  ),
  endpoint(
    'GET /api/v1/accounts/:id/following',
    { scope: 'public', answer: z.array(AccountEntity), page: ACCOUNTS_PAGE },
    async ({ app, viewer, params, page }) => showNetwork(app, viewer, params.id, page, listFollowing),
  ),
]

async function showNetwork(
  app: App,
  viewer: Viewer | undefined,
  id: Id,
  page: Page,
  list: (app: App, account: AccountRow, page: Page) => Promise<Listed[]>,
) {
  const account = await requireAccount(app, id)
  return showAccountPage(
    app,
    (await mayListNetwork(app, viewer?.account, account)) ? await list(app, account, page) : [],
    page,
  )
}
