import type { Report } from '../../db/tables/reports.ts'
import { acctOf } from '../accounts/acct.ts'
import type { App } from '../app.ts'

interface ListedReport extends Omit<Report, 'account_id' | 'status_ids'> {
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
  const ids = [...new Set(rows.flatMap((row) => row.status_ids))]
  const statuses =
    ids.length === 0 ? [] : await db.selectFrom('statuses').select(['id', 'uri']).where('id', 'in', ids).execute()
  const uriOf = new Map(statuses.map(({ id, uri }) => [id, uri]))
  return rows.map(({ status_ids, username, domain, acct_key, account_uri, ...row }) => ({
    ...row,
    acct: acctOf({ username, domain, acct_key, uri: account_uri }),
    posts: status_ids.flatMap((id) => uriOf.get(id) ?? []),
  }))
}
