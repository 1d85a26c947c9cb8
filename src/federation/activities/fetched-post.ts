/** A post that an activity names without carrying it in a form that can be trusted or read. */
import type { App } from '../../core/app.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { resolveParent } from '../refresh/thread.ts'
import { type Commit, STORED_BY_FETCH } from './activity.ts'

interface Fetching {
  budget: Budget
  /** Store it only if it concerns a local account. */
  onlyIfRelevant?: boolean
  /** Its author's own server sent the activity, so it is as new as one that was sent whole (C10). */
  isPushed?: boolean
}

/** Fetches and stores the post. What it replies to is looked for afterwards. */
export async function storeFetchedPost(app: App, uri: string, fetching: Fetching): Promise<Commit> {
  const status = await fetchStatus(app, uri, fetching)
  if (status.in_reply_to_uri !== null) await app.transaction((tx) => resolveParent(tx, status))
  return STORED_BY_FETCH
}
