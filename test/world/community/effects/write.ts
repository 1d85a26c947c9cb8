/** Create and Update of posts and comments. */
import type { Json } from '../../peer.ts'
import { type Activity, withActor } from '../activities.ts'
import { checkPublic, checkSame, checkSameHost, embedded, idOf, listOf, textOf } from '../read.ts'
import { Refusal, refuse, unreadable } from '../refusal.ts'
import type { Site } from '../site.ts'
import { type Community, type Entry, type Text, topicOf } from '../state.ts'
import { checkStillOpen, describeCommunity } from './community.ts'
import type { Effect } from './effect.ts'
import { checkMember, checkNotBanned } from './in-community.ts'
import { writeMessage } from './message.ts'
import { titleOf } from './title.ts'

const POST_TYPES = ['Page', 'Article', 'Note', 'Video', 'Event']
/** A thread above a comment is fetched only so far. */
const MAX_DEPTH = 10

export async function write(site: Site, activity: Activity): Promise<Effect> {
  const object = embedded(activity.object)
  if (object.type === 'ChatMessage') return writeMessage(site, activity, object)
  if (object.type === 'Group') return describeCommunity(site, activity, object)
  checkPublic(activity)
  const found = await findPlace(site, object, MAX_DEPTH)
  checkStillOpen(found.community)
  checkMember(site, activity, found.community)
  checkSame(activity.actor, idOf(object.attributedTo))
  checkObject(site, object, found)
  const { community, parent } = found
  const apply = () => store(site, object, found)
  return parent ? { community, apply } : { community, post: announced(object), apply }
}

interface Place {
  community: Community
  parent?: Entry
}

/** A Note that answers something is a comment in the community of its thread. Anything else names its community. */
async function findPlace(site: Site, object: Json, depth: number): Promise<Place> {
  if (!POST_TYPES.includes(String(object.type))) throw unreadable()
  const inReplyTo = textOf(object.inReplyTo)
  if (object.type !== 'Note' || inReplyTo === undefined) return { community: findCommunity(site, object) }
  const parent = await resolve(site, inReplyTo, depth)
  return { community: parent.community, parent }
}

function findCommunity(site: Site, { audience, to, cc }: Json): Community {
  const named = [...listOf(audience), ...listOf(to), ...listOf(cc)]
  return site.community(named.find((id) => site.communities.has(id)))
}

/** A post or comment that is known, or whose author's server shows it. */
export async function resolve(site: Site, id: string, depth = MAX_DEPTH): Promise<Entry> {
  const known = site.entries.get(id)
  if (known) return known
  if (depth === 0) throw refuse('Request limit was reached during fetch')
  const object = await site.fetchDocument(id)
  const place = await findPlace(site, object, depth - 1)
  await site.actor(idOf(object.attributedTo))
  checkObject(site, object, place)
  return store(site, object, place)
}

function checkObject(site: Site, object: Json, { community, parent }: Place): void {
  const author = idOf(object.attributedTo)
  checkSameHost(author, idOf(object))
  checkPublic(object)
  checkNotBanned(site, community, author)
  const isLocked = parent !== undefined && topicOf(parent).locked
  if (isLocked && !community.moderators.has(author)) throw new Refusal('post_is_locked')
}

function store(site: Site, object: Json, { community, parent }: Place): Entry {
  const id = idOf(object)
  const known = site.entries.get(id)
  const updated = textOf(object.updated)
  const published = textOf(object.published) ?? site.clock.iso()
  if (!known) {
    const entry = newEntry({ id, author: idOf(object.attributedTo), community, parent, published, updated })
    entry.text = readText(object, parent !== undefined)
    site.entries.set(id, entry)
    return entry
  }
  // Lemmy means to ignore an older version, but its condition has no effect: the version that arrives last stays.
  return Object.assign(known, { updated, text: readText(object, parent !== undefined), deleted: false })
}

function newEntry(given: Pick<Entry, 'id' | 'author' | 'community' | 'parent' | 'published' | 'updated'>): Entry {
  const kind = given.parent ? 'comment' : 'post'
  const text = { html: '' }
  return { ...given, kind, text, deleted: false, removed: undefined, locked: false, featured: false, votes: new Map() }
}

function readText(object: Json, isComment: boolean): Text {
  const html = textOf(object.content) ?? ''
  const source = textOf((object.source as Json | undefined)?.content)
  if (isComment) return { html, source }
  const [attachment] = [object.attachment].flat() as (Json | undefined)[]
  const link = textOf(attachment?.href) ?? textOf(attachment?.url)
  return { title: textOf(object.name) ?? titleOf(html), html, source, link, image: textOf((object.image as Json)?.url) }
}

/** The post as it is announced for servers that do not unwrap: Lemmy writes down only what it has read. */
function announced(object: Json): Json {
  const { '@context': _, id, type, attributedTo, to, name, cc, content, mediaType, source } = object
  const { attachment = [], image, sensitive = false, published, updated, language, audience, tag = [] } = object
  const page = { id, type, attributedTo, to, name, cc, content, mediaType, source, attachment, image, sensitive }
  return withActor({ ...page, published, updated, language, audience, tag })
}
