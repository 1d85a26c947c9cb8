/** What an activity does, once it has been checked. */
import type { Json } from '../../peer.ts'
import type { Activity } from '../activities.ts'
import type { Site } from '../site.ts'
import type { Community } from '../state.ts'

export interface Effect {
  /** The community that tells its followers. Undefined for what happens outside of communities. */
  community?: Community
  /** A new or edited post, which is announced once more for servers that do not unwrap activities. */
  post?: Json
  apply(): void
}

/**
 * Checks an activity of an authenticated actor, here or elsewhere. May fetch what the activity refers to.
 * @throws Refusal
 */
export type Check = (site: Site, activity: Activity) => Promise<Effect>
