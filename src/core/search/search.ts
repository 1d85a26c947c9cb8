/**
 * Search finds accounts by handle and name, hashtags by their beginning, and any status or account by address. The text
 * of statuses is not searched.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { lookup } from './lookup.ts'
import { searchPeople } from './people.ts'
import { type FoundTag, searchTags } from './tags.ts'

/** No name or address is longer. */
const MAX_QUERY = 2_048
const MAX_LIMIT = 80

export interface SearchQuery {
  q: string
  type?: 'accounts' | 'statuses' | 'hashtags'
  /** Fetch an unknown address or handle from its server. */
  resolve: boolean
  /** Only accounts that the viewer follows. */
  following: boolean
  limit: number
  offset: number
}

interface SearchResults {
  accounts: Id[]
  statuses: Id[]
  hashtags: FoundTag[]
}

/** If another server cannot be reached, the results simply do not include its objects. */
export async function search(app: App, viewer: Account | undefined, wanted: SearchQuery): Promise<SearchResults> {
  const q = wanted.q.slice(0, MAX_QUERY).trim()
  const limit = Math.min(wanted.limit, MAX_LIMIT)
  const found: SearchResults = { accounts: [], statuses: [], hashtags: [] }
  if (q === '' || limit <= 0) return found
  const wants = (type: SearchQuery['type']) => wanted.type === undefined || wanted.type === type
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
