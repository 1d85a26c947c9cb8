/** A Follow as JSON: sent on its own, and embedded in its Accept, Reject and Undo. */
import type { Activity } from '../objects/activity.ts'

interface FollowParts {
  uri: string
  follower: string
  followed: string
}

export function renderFollow({ uri, follower, followed }: FollowParts): Activity {
  return { id: uri, type: 'Follow', actor: follower, to: [followed], cc: [], object: followed }
}

/** The ordering key that a Follow, its Accept or Reject, and its Undo share. */
export function aboutFollow(follower: string, followed: string): string {
  return `${follower} follows ${followed}`
}
