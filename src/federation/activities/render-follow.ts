/** A Follow as JSON: sent by itself, and embedded in its answers and in its Undo. */
import type { Activity } from '../objects/activity.ts'

interface FollowParts {
  uri: string
  follower: string
  followed: string
}

/** */
export function renderFollow({ uri, follower, followed }: FollowParts): Activity {
  return { id: uri, type: 'Follow', actor: follower, to: [followed], cc: [], object: followed }
}

/** What a Follow, its answers and its Undo are about, so that they stay in order. */
export function aboutFollow(follower: string, followed: string): string {
  return `${follower} follows ${followed}`
}
