/** Finds the community to which a post of another server is posted (FEP-1b12). */
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import { keepAccounts } from '../../core/accounts/keep.ts'
import type { App } from '../../core/app.ts'
import { AtollError } from '../../core/errors.ts'
import { isActiveSql } from '../../core/policy/active.ts'
import { isCommunity, isCommunitySql } from '../../core/policy/community.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { fetchActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { OverLimit } from '../fetch/over-limit.ts'
import type { IncomingNote } from '../objects/parse-note.ts'

/** How many addressees are looked up. */
const MAX_ASKED = 20

export interface Belonging {
  /** The community to which the post is posted, if it is stored here. */
  communityId: Id | null
  /** The id of its audience, if that is not stored here. */
  unknownAudience: string | undefined
}

/** Its audience names the community. For a post that starts a thread, any addressee may be it, the first one in `to`. */
export async function findCommunity(app: App, note: IncomingNote, author: Account): Promise<Belonging> {
  const { audience, to, cc, inReplyTo } = note
  const named = inReplyTo === undefined ? [...audience, ...to, ...cc] : audience
  const asked = [...new Set(named)].filter((uri) => uri !== PUBLIC && uri !== author.followers_url).slice(0, MAX_ASKED)
  const uris = asked.filter((uri) => !app.uris.isLocal(uri))
  if (uris.length === 0) return { communityId: null, unknownAudience: undefined }
  const communities = await findCommunities(app, uris)
  const found = uris.map((uri) => communities.find((one) => one.uri === uri)).find((one) => one !== undefined)
  const unknownAudience = found ? undefined : uris.find((uri) => audience.includes(uri))
  return { communityId: found?.id ?? null, unknownAudience }
}

async function findCommunities(app: App, uris: readonly string[]): Promise<Account[]> {
  const rows = await app.db
    .selectFrom('accounts')
    .selectAll()
    .where('uri', 'in', uris)
    .where(isCommunitySql('accounts'))
    .where(isActiveSql('accounts'))
    .execute()
  return keepAccounts(app, rows)
}

/** The community that `audience` names, fetched if it is unknown. Null if it is no community or cannot be fetched. */
export async function fetchCommunity(
  app: App,
  { communityId, unknownAudience }: Belonging,
  budget: Budget,
): Promise<Id | null> {
  if (unknownAudience === undefined) return communityId
  try {
    const account =
      (await findAccountByUri(app, unknownAudience)) ?? (await fetchActor(app, unknownAudience, { budget }))
    return isCommunity(account) ? account.id : null
  } catch (error) {
    if (error instanceof AtollError && !(error instanceof OverLimit)) return null
    throw error
  }
}
