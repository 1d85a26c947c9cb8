/**
 * Search: people by handle and name, hashtags by their beginning, and any post or person by address. Posts are not
 * searched by their words.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { lookup } from './lookup.ts'
import { searchPeople } from './people.ts'
import { type FoundTag, searchTags } from './tags.ts'

/** more than this is no name and no address. */
const MAX_QUERY = 2_048
const MAX_LIMIT = 80

export interface SearchWanted {
  q: string
  type?: 'accounts' | 'statuses' | 'hashtags'
  /** Ask other servers for an address or a handle that is not known here. */
  resolve: boolean
  /** Only people the viewer follows. */
  following: boolean
  limit: number
  offset: number
}

interface SearchResults {
  accounts: Id[]
  statuses: Id[]
  hashtags: FoundTag[]
}

/** What cannot be found, or cannot be asked now, is simply not among the results. */
export async function search(app: App, viewer: Account | undefined, wanted: SearchWanted): Promise<SearchResults> {
  const q = wanted.q.slice(0, MAX_QUERY).trim()
  const limit = Math.min(wanted.limit, MAX_LIMIT)
  const found: SearchResults = { accounts: [], statuses: [], hashtags: [] }
  if (q === '' || limit <= 0) return found
  const wants = (type: SearchWanted['type']) => wanted.type === undefined || wanted.type === type
  const addressed = wanted.offset > 0 ? undefined : await lookup(app, viewer, q, wanted)
  if (addressed?.status && wants('statuses')) found.statuses.push(addressed.status.id)
  if (addressed?.isUrl) {
    if (addressed.account && wants('accounts')) found.accounts.push(addressed.account.id)
    return found
  }
  if (wants('accounts')) {
    const named = addressed?.account && !wanted.following ? [addressed.account.id] : []
    const others = await searchPeople(app, viewer, { ...wanted, q, limit })
    found.accounts = [...new Set([...named, ...others])].slice(0, limit)
  }
  if (wants('hashtags')) found.hashtags = await searchTags(app, q, { limit, offset: wanted.offset })
  return found
}
