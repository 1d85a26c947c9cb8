/** A reply to oneself continues a thread of one's own and is shown like any other post. A reply to others is not. */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Status } from '../../db/tables/statuses.ts'

export function isReply(status: Pick<Status, 'in_reply_to_id' | 'in_reply_to_uri'>): boolean {
  return status.in_reply_to_id !== null || status.in_reply_to_uri !== null
}

/** Whether a status is a reply to another account, or to an unknown status. */
export function isReplyToOther(
  status: Pick<Status, 'account_id' | 'in_reply_to_id' | 'in_reply_to_account_id' | 'in_reply_to_uri'>,
): boolean {
  return isReply(status) && status.in_reply_to_account_id !== status.account_id
}

/** The opposite of `isReplyToOther` in SQL. @param statuses the name of the table in the query */
export function isNotReplyToOtherSql(statuses: string): Expression<SqlBool> {
  const column = (name: keyof Status) => sql.ref(`${statuses}.${name}`)
  return sql<SqlBool>`((${column('in_reply_to_id')} is null and ${column('in_reply_to_uri')} is null)
    or ${column('in_reply_to_account_id')} = ${column('account_id')})`
}
