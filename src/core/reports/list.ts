import type { Report } from '../../db/tables/reports.ts'
import type { Id } from '../../lib/ids.ts'
import { acctOf } from '../accounts/acct.ts'
import type { App } from '../app.ts'

/** SQLite takes at most 32,766 parameters. */
const IDS_PER_QUERY = 1_000

export interface ListedReport extends Omit<Report, 'account_id' | 'status_ids'> {
  /** The name of the reported account. */
  acct: string
  /** Ids of the reported posts that still exist. */
  posts: string[]
}

/** The reports of other servers, newest first. */
export async function listReports({ db }: Pick<App, 'db'>, { limit }: { limit: number }): Promise<ListedReport[]> {
  const rows = await db
    .selectFrom('reports as r')
    .innerJoin('accounts as a', 'a.id', 'r.account_id')
    .select(['r.id', 'r.host', 'r.reporter_uri', 'r.uri', 'r.status_ids', 'r.comment', 'r.created_at'])
    .select(['a.username', 'a.domain', 'a.acct_key', 'a.uri as account_uri'])
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()
  const uriOf = await loadUris(db, [...new Set(rows.flatMap((row) => row.status_ids))])
  return rows.map(({ status_ids, username, domain, acct_key, account_uri, ...row }) => ({
    ...row,
    acct: acctOf({ username, domain, acct_key, uri: account_uri }),
    posts: status_ids.flatMap((id) => uriOf.get(id) ?? []),
  }))
}

/** The ids of posts as other servers know them, by their ids here. */
async function loadUris(db: App['db'], ids: readonly Id[]): Promise<Map<Id, string>> {
  const uris = new Map<Id, string>()
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    const some = ids.slice(from, from + IDS_PER_QUERY)
    const rows = await db.selectFrom('statuses').select(['id', 'uri']).where('id', 'in', some).execute()
    for (const { id, uri } of rows) uris.set(id, uri)
  }
  return uris
}
