/** Lists public and unlisted replies and conversations, oldest first, so that pages stay stable as replies arrive. */
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { isActiveSql } from '../policy/active.ts'
import { isOpenSql } from '../policy/open.ts'

type Reader = Pick<App, 'db'>
type Listed = Pick<Status, 'id' | 'uri'>

interface Slice {
  after: Id
  limit: number
}

/** Direct replies to a status. @param by only those by this account */
export async function listOpenReplies(
  app: Reader,
  status: Status,
  { after, limit }: Slice,
  by?: Id,
): Promise<Listed[]> {
  return await open(app, { after, limit })
    .where('statuses.in_reply_to_id', '=', status.id)
    .$if(by !== undefined, (query) => query.where('statuses.account_id', '=', by as Id))
    .execute()
}

/** All posts of the conversation that a status started. */
export async function listOpenConversation(app: Reader, first: Status, slice: Slice): Promise<Listed[]> {
  return await open(app, slice)
    .where('statuses.conversation_id', '=', first.id)
    .where('statuses.boost_of_id', 'is', null)
    .execute()
}

function open(app: Reader, { after, limit }: Slice) {
  return app.db
    .selectFrom('statuses')
    .innerJoin('accounts', 'accounts.id', 'statuses.account_id')
    .select(['statuses.id', 'statuses.uri'])
    .where('statuses.id', '>', after)
    .where(isOpenSql('statuses'))
    .where('statuses.reply_rejected', '=', false)
    .where(isActiveSql('accounts'))
    .orderBy('statuses.id')
    .limit(limit)
}
