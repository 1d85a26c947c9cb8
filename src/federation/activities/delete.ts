import { sameOrigin } from '../../activitypub/uris.ts'
import { deleteAccount } from '../../core/accounts/delete.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { removeStatus } from '../../core/statuses/delete.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { rememberDeletion } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { originOf } from '../../lib/http/hosts.ts'
import { activity } from './activity.ts'

/** The end of a post or of the sender (A-14, C18). Only the id of the object matters. */
export const Delete = activity({
  type: 'Delete',
  verify: ({ objectId, actor }) => sameOrigin(objectId, actor.uri),
  async receive(_, { actor, objectId }) {
    const uri = objectId as string
    if (uri === actor.uri) return (tx) => deleteAccount(tx, actor, { via: 'delivery' })
    return (tx) => removeObject(tx, actor, uri)
  },
})

async function removeObject(tx: Tx, actor: Account, uri: string): Promise<void> {
  const status = await findStatusByUri(tx, uri)
  if (status && status.account_id !== actor.id) throw new Declined('Only its author deletes a post') // case 35
  if (status) return removeStatus(tx, status, { via: 'delivery' })
  if (await findAccountByUri(tx, uri)) throw new Declined('Nobody deletes somebody else')
  // C9: its Create may still be on the way, and must not bring it back.
  await rememberDeletion(tx, uri, originOf(uri) as string)
}
