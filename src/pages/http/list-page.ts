/** Selects one page of a list of accounts. */
import { findAccountsByIds } from '../../core/accounts/find.ts'
import type { Page } from '../../core/page.ts'
import type { Listed } from '../../core/relationships/find.ts'
import { loadRelationships, type RelationshipView } from '../../core/relationships/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Turns } from '../components/feed.tsx'
import type { Visit } from '../visit/visit.ts'
import { pageOf, reachesTop, turnsOf } from './page-of.ts'

interface ListPage {
  accounts: Account[]
  /** Of the member to these accounts; empty for visitors. */
  relationships: ReadonlyMap<Id, RelationshipView>
  turns: Turns
}

/** @returns `top` if nothing is newer than this page, so that its first page should be shown */
export async function listPage(
  visit: Visit,
  path: string,
  list: (page: Page) => Promise<Listed[]> | Listed[],
): Promise<ListPage | { top: string }> {
  const page = pageOf(visit.request)
  const rows = await list(page)
  const cursors = rows.map((row) => row.id)
  if (reachesTop(page, cursors)) return { top: path }
  const ids = rows.map((row) => row.account_id)
  const [accounts, relationships] = await Promise.all([findAccountsByIds(visit.app, ids), relationshipsOf(visit, ids)])
  return { accounts, relationships, turns: turnsOf(path, cursors, page) }
}

/** Of the member to each of these accounts; empty for visitors. */
export async function relationshipsOf(
  { app, visitor }: Visit,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, RelationshipView>> {
  const views = visitor ? await loadRelationships(app, visitor.account, ids) : []
  return new Map(views.map((view) => [view.id, view]))
}
