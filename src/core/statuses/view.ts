/**
 * What one viewer may see of some statuses, loaded together: a handful of queries for any number of them.
 * What the viewer may not see is left out, and one bad row never breaks a list.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { loadAccountRows } from '../accounts/load-rows.ts'
import type { Reader } from '../app.ts'
import { type Audience, loadAudience, maySee } from '../policy/visible.ts'
import { loadStatusRows } from './load-rows.ts'
import { loadMentionsAndTags, type MentionedAccount, type TagName } from './mentions-and-tags.ts'
import { loadViewerState, type ViewerState } from './viewer-state.ts'

export interface StatusView {
  status: Status
  account: Account
  /** What this boost boosts. */
  boostOf?: StatusView
  /** Who is named and was rung, in the order of their ids. */
  mentions: readonly { account: MentionedAccount }[]
  tags: readonly TagName[]
  inReplyToAccountId: Id | null
  /** The viewer's own deeds; undefined for the public. A boost's are those of what it boosts. */
  viewer?: ViewerState
}

/** @returns the views in the order of `ids`, without what is gone or not for this viewer */
export async function loadStatuses(app: Reader, ids: readonly Id[], viewer?: Account): Promise<StatusView[]> {
  if (ids.length === 0) return []
  const statuses = await withBoosted(app, await loadStatusRows(app, [...new Set(ids)]))
  if (statuses.size === 0) return []
  const all = [...statuses.values()]
  // A boost has neither words nor favourites of its own.
  const originals = all.filter((status) => status.boost_of_id === null)
  const [accounts, parts] = await Promise.all([loadAuthors(app, all), loadMentionsAndTags(app, originals.map(idOf))])
  const [audience, facts] = await Promise.all([
    loadAudience(app, viewer, statuses, accounts),
    viewer ? loadViewerState(app, viewer.id, originals) : undefined,
  ])
  const loaded: Loaded = { audience, accounts, statuses, viewer, facts, parts }
  return ids.flatMap((id) => viewOf(loaded, id) ?? [])
}

interface Loaded {
  audience: Audience
  accounts: ReadonlyMap<Id, Account>
  statuses: ReadonlyMap<Id, Status>
  viewer: Account | undefined
  facts: ((statusId: Id) => ViewerState) | undefined
  parts: Awaited<ReturnType<typeof loadMentionsAndTags>>
}

function viewOf(loaded: Loaded, id: Id): StatusView | undefined {
  const status = loaded.statuses.get(id)
  const account = status && loaded.accounts.get(status.account_id)
  if (!account || !maySee(loaded.audience, loaded.viewer, status)) return undefined
  const boostOf = status.boost_of_id === null ? undefined : viewOf(loaded, status.boost_of_id)
  return {
    status,
    account,
    ...(boostOf && { boostOf }),
    mentions: loaded.parts.mentions.get(id) ?? [],
    tags: loaded.parts.tags.get(id) ?? [],
    inReplyToAccountId: status.in_reply_to_account_id,
    ...(loaded.facts && { viewer: loaded.facts(status.boost_of_id ?? id) }),
  }
}

function idOf(row: { id: Id }): Id {
  return row.id
}

async function withBoosted(app: Reader, statuses: Map<Id, Status>): Promise<Map<Id, Status>> {
  const missing = new Set<Id>()
  for (const { boost_of_id: id } of statuses.values()) if (id !== null && !statuses.has(id)) missing.add(id)
  for (const row of (await loadStatusRows(app, [...missing])).values()) statuses.set(row.id, row)
  return statuses
}

function loadAuthors(app: Reader, statuses: readonly Status[]): Promise<Map<Id, Account>> {
  return loadAccountRows(app, [...new Set(statuses.map((status) => status.account_id))])
}
