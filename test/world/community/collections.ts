/** The collections of a community. */
import type { Json } from '../peer.ts'
import { ActivityForms, announceOf } from './activities.ts'
import { renderEntry } from './render.ts'
import type { Site } from './site.ts'
import { type Community, type Entry, isShown } from './state.ts'

const OUTBOX_SIZE = 50

export function renderModerators({ moderatorsUrl, moderators }: Community): Json {
  return { type: 'OrderedCollection', id: moderatorsUrl, orderedItems: [...moderators] }
}

/** Lemmy says only how many follow. */
export function renderFollowers({ followersUrl, followers }: Community): Json {
  return { id: followersUrl, type: 'Collection', totalItems: followers.size, items: [] }
}

export function renderFeatured(site: Site, community: Community): Json {
  const posts = postsOf(site, community).filter(({ featured }) => featured)
  return orderedCollection(
    community.featuredUrl,
    posts.map((post) => renderEntry(post)),
  )
}

/** The newest posts, each as if its author had just written it here. The ids of these activities lead nowhere. */
export function renderOutbox(site: Site, community: Community): Json {
  const items = postsOf(site, community)
    .slice(0, OUTBOX_SIZE)
    .map((post) => announceOf(site.mintActivity, community, createOf(site, post)))
  return orderedCollection(`${community.id}/outbox`, items)
}

function createOf({ mintActivity }: Site, post: Entry): Json {
  return new ActivityForms(mintActivity, { id: post.author }).write('Create', renderEntry(post), post.community)
}

/** Newest first. */
function postsOf({ entries }: Site, community: Community): Entry[] {
  const all = [...entries.values()].filter((entry) => entry.kind === 'post' && entry.community === community)
  return all.filter(isShown).reverse()
}

export function orderedCollection(id: string, orderedItems: Json[]): Json {
  return { type: 'OrderedCollection', id, totalItems: orderedItems.length, orderedItems }
}
