import type { RefusingAnswer } from '../../db/tables/refusals.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

/**
 * Records that the other server refused a request to follow, as long as the request waits. It stays, because only its
 * owner may withdraw it, and a server may change its mind before the request is sent again.
 * @param uri the id of the Follow
 */
export async function recordRefusedRequest(
  app: App,
  accountId: Id,
  uri: string,
  refusal: RefusingAnswer,
): Promise<void> {
  await app.db
    .updateTable('follow_requests')
    .set({ refusal })
    .where('uri', '=', uri)
    .where('account_id', '=', accountId)
    .execute()
}
