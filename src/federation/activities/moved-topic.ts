/**
 * NodeBB moves a topic to another category, which is another community. The topic is a collection of its posts, and says
 * itself where it belongs (A-24, FEP-1b12).
 */
import { readCollection } from '../../activitypub/collections.ts'
import { type JsonObject, readId, readIds } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { moveThread } from '../../core/communities/move-thread.ts'
import { isActive } from '../../core/policy/active.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchRemote } from '../fetch/document.ts'
import { withPermit } from '../fetch/permits.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import type { Commit, Incoming } from './activity.ts'
import { requireObjectId } from './object-id.ts'

/** The collection, and its first page. */
const PAGES = 2

/** Whether it moves a topic between communities, all on the sender's origin. */
export function isTopicMove({ actor, objectId, json }: Incoming): boolean {
  const ids = [objectId, readId(json.origin), readId(json.target)]
  return ids.every((id) => id !== actor.uri && sameOrigin(id, actor.uri))
}

/** The thread moves to where its topic says that it is now, which is newer than a Move that comes late. */
export async function receiveTopicMove(app: App, move: Incoming): Promise<Commit | undefined> {
  const { json, budget } = move
  if (!(await isFollowedHere(app, [readId(json.origin), readId(json.target)]))) return undefined
  const topic = await fetchTopic(app, requireObjectId(move), budget)
  const root = topic && (await findStatusByUri(app, topic.firstPost))
  const former = root && (await communityOf(app, root))
  if (!root || !former || !sameOrigin(former.uri, topic.uri) || topic.community === former.uri) return undefined
  const target = (await findAccountByUri(app, topic.community)) ?? (await fetchActor(app, topic.community, { budget }))
  if (!isCommunity(target) || !isActive(target)) return undefined
  return async (tx) => {
    const current = await findStatusByUri(tx, topic.firstPost)
    if (current?.community_id === former.id) await moveThread(tx, current, target)
  }
}

async function isFollowedHere(app: App, uris: readonly (string | undefined)[]): Promise<boolean> {
  for (const uri of uris) {
    const account = uri === undefined ? undefined : await findAccountByUri(app, uri)
    if (account && isCommunity(account) && (await hasLocalFollower(app, account))) return true
  }
  return false
}

async function communityOf(app: App, { community_id }: Status): Promise<Account | undefined> {
  return community_id === null ? undefined : findAccount(app, community_id)
}

interface Topic {
  uri: string
  community: string
  firstPost: string
}

/** @returns undefined if the document is no topic, or belongs to no community of its own origin */
function fetchTopic(app: App, uri: string, budget: Budget): Promise<Topic | undefined> {
  return withPermit(app, budget, async () => {
    const document = await fetchRemote(app, uri, { budget })
    const community = communityIn(document.json)
    const fetchPage = async (page: string) => {
      const fetched = page === document.id ? document : await fetchRemote(app, page, { budget })
      return { kind: 'document', ...fetched } as const
    }
    const read = await readCollection(fetchPage, document.id, { items: 1, pages: PAGES })
    const firstPost = read.kind === 'collection' ? readId(read.items[0]) : undefined
    if (community === undefined || firstPost === undefined || !sameOrigin(community, document.id)) return undefined
    return { uri: document.id, community, firstPost }
  })
}

function communityIn({ audience, attributedTo }: JsonObject): string | undefined {
  return readIds(audience)[0] ?? readIds(attributedTo)[0]
}
