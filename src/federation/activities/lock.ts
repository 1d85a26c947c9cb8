import type { Tx } from '../../core/app.ts'
import { setLocked } from '../../core/communities/lock.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { type ActivityType, type Incoming, NO_EFFECT } from './activity.ts'
import { communityOfPost, mayModerate, requireModerator } from './moderation.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { unlessUndone } from './pending-undo.ts'

/**
 * A moderator closes a post, and what is below it, to replies (Lemmy). An unknown post says so itself when it is
 * fetched.
 */
export const Lock = {
  type: 'Lock',
  isAnnounced: true,
  verify: hasObjectId,
  async receive(app, lock) {
    const post = await findStatusByUri(app, requireObjectId(lock))
    return post && ((tx) => close(tx, lock, post))
  },
  async findUndone(tx, undone) {
    const post = undone.objectId === undefined ? undefined : await findStatusByUri(tx, undone.objectId)
    const community = post?.locked ? await communityOfPost(tx, post) : undefined
    if (!post || !community || !(await mayModerate(tx, undone, community))) return undefined
    return { uri: null, undo: () => setLocked(tx, post, false) }
  },
} satisfies ActivityType

/** @throws Declined unless a moderator of the post's community closes it */
async function close(tx: Tx, lock: Incoming, { uri }: Status): Promise<unknown> {
  const post = await findStatusByUri(tx, uri)
  const community = post && (await communityOfPost(tx, post))
  if (!community) return NO_EFFECT
  await requireModerator(tx, lock, community)
  return (await unlessUndone(tx, lock)) ? setLocked(tx, post, true) : NO_EFFECT
}
