/** Who may decide about a community and its posts: the community itself, its server, and its moderators (FEP-1b12). */
import { type JsonObject, readId } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { isSuspended } from '../../core/policy/active.ts'
import { communityIdOf, isCommunity, isModerator } from '../../core/policy/community.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import { readWarning } from '../objects/read-text.ts'
import type { Incoming } from './activity.ts'

/** In characters. */
const MAX_REASON_LENGTH = 500

/** Who decides: the actor, and the community that announces it, if one does. */
type Decider = Pick<Incoming, 'actor' | 'community'>

/** Whether an activity counts in a community: it announces it, or a moderator or somebody on its server sends it. */
export async function mayModerate(app: App, { actor, community }: Decider, about: Account): Promise<boolean> {
  // A suspended account may only end what is its own.
  if (isSuspended(actor)) return false
  if (community) return community.id === about.id
  return sameOrigin(actor.uri, about.uri) || isModerator(app, about.id, actor.id)
}

/** @throws Declined if the decision does not count in the community */
export async function requireModerator(app: App, decider: Decider, about: Account): Promise<void> {
  if (!(await mayModerate(app, decider, about))) throw new Declined('moderation-by-other')
}

/** The community of a stored post. */
export async function communityOfPost(
  app: App,
  post: Pick<Status, 'community_id' | 'visibility'>,
): Promise<Account | undefined> {
  const id = communityIdOf(post)
  return id === null ? undefined : findAccount(app, id)
}

/** The community that announces an activity, or that the activity names, if it is stored. */
export async function namedCommunity(app: App, { community, json }: Incoming): Promise<Account | undefined> {
  if (community) return community
  const uri = readId(json.audience)
  const named = uri === undefined ? undefined : await findAccountByUri(app, uri)
  return named && isCommunity(named) ? named : undefined
}

/** The reason that a moderator gives, as one line of plain text. Empty for none. */
export function moderatorsReason(json: Readonly<JsonObject> | undefined): string {
  return json ? oneLine(readWarning(json, MAX_REASON_LENGTH), MAX_REASON_LENGTH) : ''
}
