import { z } from 'zod'
import type { App } from '../core/app.ts'
import { search as searchAll } from '../core/search/search.ts'
import type { Viewer } from '../core/tokens/find.ts'
import { SearchResultsEntity, SearchResultsV1Entity } from './entities/search-results.ts'
import { renderTag } from './entities/tag.ts'
import { HttpError } from './http/answer-error.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { choice, offset, optionalFlag, requiredText } from './http/form-types.ts'
import { showAccounts } from './show-accounts.ts'
import { showStatuses } from './show-statuses.ts'

/** A long query is cheap to send and expensive to answer, so its length is bounded (R-116, case 95). */
const MAX_QUERY = 2048

const SearchForm = z.object({
  q: requiredText(MAX_QUERY),
  type: choice(['accounts', 'statuses', 'hashtags']),
  resolve: optionalFlag,
  following: optionalFlag,
  offset,
})

export const searchEndpoints: Endpoint[] = [
  endpoint(
    'GET /api/v2/search',
    { scope: 'public / read:search', form: SearchForm, answer: SearchResultsEntity },
    async ({ app, viewer, form, page }) => {
      const found = await find(app, viewer, form, page.limit)
      return { ...(await show(app, viewer, found)), hashtags: found.hashtags.map((tag) => renderTag(app.uris, tag)) }
    },
  ),
  endpoint(
    'GET /api/v1/search',
    { scope: 'read:search', form: SearchForm, answer: SearchResultsV1Entity },
    async ({ app, viewer, form, page }) => {
      const found = await find(app, viewer, form, page.limit)
      return { ...(await show(app, viewer, found)), hashtags: found.hashtags.map(({ name }) => name) }
    },
  ),
]

async function find(app: App, viewer: Viewer | undefined, form: z.output<typeof SearchForm>, limit: number) {
  // `resolve` causes requests to other servers, and `offset` a long scan. Both are for signed-in users only.
  if (!viewer && (form.resolve || form.offset)) {
    throw new HttpError(401, ['search-signed-out'])
  }
  const { q, type, resolve = false, following = false, offset = 0 } = form
  return searchAll(app, viewer?.account, { q, type, resolve, following, limit, offset })
}

async function show(app: App, viewer: Viewer | undefined, found: Awaited<ReturnType<typeof searchAll>>) {
  return {
    accounts: await showAccounts(app, found.accounts),
    statuses: await showStatuses(app, viewer, found.statuses),
  }
}
