/**
 * An activity that was not sent by its own actor but forwarded or relayed. Proofs inside it are not read: its object is
 * fetched from the origin (A-04, C2, C14, case 20).
 */
import type { Envelope } from '../../activitypub/activity-envelope.ts'
import { Declined } from '../../core/errors.ts'
import type { Commit } from '../activities/activity.ts'
import { refetchStatus } from '../refresh/status.ts'
import { fetchForwarded } from './fetch-forwarded.ts'

/** @param sender the host that sent it */
export function receiveForwarded({ types, objectId }: Envelope, sender: string): Commit {
  if (objectId === undefined) throw new Declined('forwarded-without-object')
  if (types.includes('Delete'))
    return (tx) => tx.enqueue(refetchStatus, { uri: objectId, sender, isDeletionReported: true })
  if (types.includes('Update')) return (tx) => tx.enqueue(refetchStatus, { uri: objectId, sender })
  if (types.includes('Create')) return (tx) => tx.enqueue(fetchForwarded, { uri: objectId, sender })
  throw new Declined('forwarded-unverifiable')
}
