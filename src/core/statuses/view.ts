/**
 * Loads statuses for a viewer, with a few queries for any number of them. Statuses that the viewer may not see are left
 * out, and one bad row never breaks a list.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { Refusal } from '../../db/tables/refusals.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { loadAccountRows } from '../accounts/load-rows.ts'
import type { App, Reader } from '../app.ts'
import { type AppName, loadAppNames } from '../apps/names.ts'
import { communityIdOf, isActiveCommunity } from '../policy/community.ts'
import { findLocked } from '../policy/locked.ts'
import { loadVisibilityFacts } from '../policy/visible.ts'
import { loadRefusals } from '../refusals/load.ts'
import { loadStatusRows, type StatusWithAttachments } from './load-rows.ts'
import {
  loadMentionsAndTags,
  type MentionedAccount,
  type MentionsAndTags,
  type StatusTag,
} from './mentions-and-tags.ts'
import { noteViews } from './note-views.ts'
import { applyRules, type RuleInput } from './view-rules.ts'
import { loadViewerState, type ViewerState } from './viewer-state.ts'

export interface StatusView {
  status: StatusWithAttachments
  account: Account
  /** The boosted status, if this is a boost. */
  boostOf?: StatusView
  /** The mentioned accounts in the order of their ids, without silent mentions. */
  mentions: readonly MentionedAccount[]
  tags: readonly StatusTag[]
  /** The community to whose thread it belongs. */
  community?: Account
  /** Whether it or a post above it is locked, so that nobody here can reply, except for moderators. */
  isLocked: boolean
  /** The app with which it was written; null for none, undefined if the viewer is not told. */
  app?: AppName | null
  /** What other servers refused of it, or of the viewer's like of it. Only that person sees it. */
  refusals?: readonly Refusal[]
  /** The viewer's interactions with the status, or with the boosted status of a boost. Undefined for the public. */
  viewer?: ViewerState
}

/**
 * Ids → rows → rules (`view-rules.ts`) → views, which the API, federation and pages render.
 * @returns the views in the order of `ids`, without missing and hidden statuses
 */
export async function loadStatuses(
  app: Pick<App, 'db' | 'slot' | 'clock' | 'log'>,
  ids: readonly Id[],
  viewer?: Account,
): Promise<StatusView[]> {
  if (ids.length === 0) return []
  const loaded = await load(app, ids, viewer)
  if (viewer) noteViews(app, loaded.statuses.values())
  const shown = applyRules(loaded)
  return ids.flatMap((id) => viewOf(loaded, shown, id) ?? [])
}

interface Loaded extends RuleInput {
  statuses: ReadonlyMap<Id, StatusWithAttachments>
  accounts: ReadonlyMap<Id, Account>
  states: ((statusId: Id) => ViewerState) | undefined
  parts: MentionsAndTags
  apps: ReadonlyMap<Id, AppName>
  refusals: ReadonlyMap<Id, readonly Refusal[]>
  locked: ReadonlySet<Id>
}

async function load(app: Reader, ids: readonly Id[], viewer: Account | undefined): Promise<Loaded> {
  const statuses = await withBoosted(app, await loadStatusRows(app, [...new Set(ids)]))
  const all = [...statuses.values()]
  // A boost has no text and no favourites of its own.
  const originals = all.filter((status) => status.boost_of_id === null)
  const [accounts, parts] = await Promise.all([loadAccounts(app, all), loadMentionsAndTags(app, originals.map(idOf))])
  const [facts, states, apps] = await Promise.all([
    loadVisibilityFacts(app, viewer, statuses, accounts),
    viewer ? loadViewerState(app, viewer.id, originals) : undefined,
    loadAppNames(
      app,
      originals.flatMap((status) => status.app_id ?? []),
    ),
  ])
  const [refusals, locked] = [await refusalsFor(app, viewer, originals, states), await lockedAmong(app, originals)]
  return { statuses, accounts, facts, viewer, states, parts, apps, refusals, locked }
}

/** Only of posts that the viewer wrote or likes, so that most pages need no query. */
async function refusalsFor(
  app: Reader,
  viewer: Account | undefined,
  statuses: readonly Status[],
  states: Loaded['states'],
): Promise<Loaded['refusals']> {
  if (!viewer) return new Map()
  const concerned = statuses.filter(({ id, account_id }) => account_id === viewer.id || states?.(id).favourited)
  return loadRefusals(app, viewer.id, concerned.map(idOf))
}

/** Nearly all locks are those of communities, so other posts need no query for what is above them. */
function lockedAmong(app: Reader, statuses: readonly Status[]): Promise<Set<Id>> {
  return findLocked(
    app,
    statuses.filter(({ locked, community_id }) => locked || community_id !== null),
  )
}

function viewOf(loaded: Loaded, shown: ReadonlySet<Id>, id: Id): StatusView | undefined {
  const status = shown.has(id) ? loaded.statuses.get(id) : undefined
  const account = status && loaded.accounts.get(status.account_id)
  if (!account) return undefined
  const boostOf = status.boost_of_id === null ? undefined : viewOf(loaded, shown, status.boost_of_id)
  if (status.boost_of_id !== null && !boostOf) return undefined
  const refusals = loaded.refusals.get(id)
  const community = communityOf(loaded, status)
  return {
    status,
    account,
    ...(boostOf && { boostOf }),
    mentions: loaded.parts.mentions.get(id) ?? [],
    tags: loaded.parts.tags.get(id) ?? [],
    ...(community && { community }),
    isLocked: loaded.locked.has(id),
    ...(tellsApp(loaded.viewer, account) && { app: loaded.apps.get(status.app_id ?? 0) ?? null }),
    ...(refusals && { refusals }),
    ...(loaded.states && { viewer: loaded.states(status.boost_of_id ?? id) }),
  }
}

/** As in Mastodon: the author always sees the app, others if the author shows it. Other servers do not tell us. */
function tellsApp(viewer: Account | undefined, author: Account): boolean {
  return author.domain === null && (author.shows_app || viewer?.id === author.id)
}

function idOf(row: { id: Id }): Id {
  return row.id
}

async function withBoosted(
  app: Reader,
  statuses: Map<Id, StatusWithAttachments>,
): Promise<Map<Id, StatusWithAttachments>> {
  const missing = new Set<Id>()
  for (const { boost_of_id: id } of statuses.values()) if (id !== null && !statuses.has(id)) missing.add(id)
  for (const row of (await loadStatusRows(app, [...missing])).values()) statuses.set(row.id, row)
  return statuses
}

/** The authors, and the communities. */
function loadAccounts(app: Reader, statuses: readonly Status[]): Promise<Map<Id, Account>> {
  const [authors, communities] = [
    statuses.map((status) => status.account_id),
    statuses.flatMap((status) => communityIdOf(status) ?? []),
  ]
  return loadAccountRows(app, [...new Set([...authors, ...communities])])
}

function communityOf({ accounts }: Loaded, status: Status): Account | undefined {
  const community = accounts.get(communityIdOf(status) ?? 0)
  return community && isActiveCommunity(community) ? community : undefined
}
