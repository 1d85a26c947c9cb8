/** What each of three servers shows of a community, in one form: ours are read through the doors that people use. */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../../src/api/entities/status.ts'
import { type Entry, isBanned, isShown, topicOf } from '../../world/community/state.ts'
import { type Person, textOf } from '../../world/person.ts'
import { CAFE, type ThreeServers } from './three-servers.ts'

/** A post or comment. */
interface Seen {
  text: string
  /** Ids of actors. */
  likes: string[]
  /** The id of what it answers. */
  parent: string | undefined
  /** Whether the thread is closed to replies. */
  locked: boolean
}

interface View {
  /** By the ids of posts and comments. */
  topics: Record<string, Record<string, Seen>>
  pinned: string[]
  /** Whether the person who looks may take part. */
  mayTakePart: boolean
}

interface Leniency {
  /** Ids of posts and comments on which the servers may differ, and on everything below them. */
  except?: ReadonlySet<string>
  /**
   * Whether a server may miss votes on posts of other servers: if the voter's server does not answer when it is asked, it
   * is not asked again.
   */
  mayMissVotes?: boolean
  /** Ids of posts and comments that were gone for a time. What comes back here has lost its votes, and may have a new lock. */
  wereGone?: ReadonlySet<string>
}

/** All three servers show the same. */
export async function assertAgree(scene: ThreeServers, leniency: Leniency = {}): Promise<void> {
  for (const person of [scene.ana, scene.bo]) {
    const { host } = person.server
    const views = [await viewOf(person), viewOfCommunity(scene, person)]
    const [actual, expected] = views.map((view) => lenient(view, host, leniency))
    assert.deepEqual(actual, expected, host)
  }
}

function viewOfCommunity({ world, server, cafe }: ThreeServers, person: Person): View {
  const all = [...server.site.entries.values()]
  // Readers of Lemmy see what is below a removed comment. Here, nothing of a thread is seen below what is gone.
  const isInThread = (entry: Entry): boolean => isShown(entry) && (!entry.parent || isInThread(entry.parent))
  const entries = all.filter((entry) => entry.community === cafe && isInThread(entry))
  const topics = entries.filter(({ kind }) => kind === 'post')
  const thread = (topic: Entry) => entries.filter((entry) => topicOf(entry) === topic)
  return {
    topics: byId(topics.map((topic) => [topic.id, byId(thread(topic).map((entry) => [entry.id, seenOf(entry)]))])),
    pinned: topics.flatMap(({ featured, id }) => (featured ? [id] : [])).sort(),
    mayTakePart: !isBanned(cafe.bans, person.uri, world.clock.now()),
  }
}

function seenOf(entry: Entry): Seen {
  const { text, votes, parent } = entry
  const likes = [...votes].flatMap(([voter, vote]) => (vote === 'Like' ? [voter] : []))
  const body = plain(text.html)
  // What has no title of its own begins with it.
  const isInBody = text.title === undefined || body.startsWith(text.title)
  const whole = isInBody ? body : plain([text.title, text.link, body].filter(Boolean).join(' '))
  return { text: whole, likes: likes.sort(), parent: parent?.id, locked: topicOf(entry).locked }
}

async function viewOf(person: Person): Promise<View> {
  const boosts = await person.statusesOf(CAFE, '?limit=40')
  const topics = boosts.flatMap(({ reblog }) => (reblog ? [reblog as StatusEntity] : []))
  const pinned = await person.statusesOf(CAFE, '?pinned=true')
  const threads = await Promise.all(topics.map((topic) => threadOf(person, topic)))
  const { ban } = await person.relationship(CAFE)
  return { topics: byId(threads), pinned: pinned.map(({ uri }) => uri).sort(), mayTakePart: ban === undefined }
}

async function threadOf(person: Person, topic: StatusEntity): Promise<[string, Record<string, Seen>]> {
  const posts = [topic, ...(await person.thread(topic)).descendants]
  const uris = new Map(posts.map(({ id, uri }) => [id, uri]))
  const seen = posts.map(async (post): Promise<[string, Seen]> => {
    const likes: { uri: string }[] = await person.call('GET', `/api/v1/statuses/${post.id}/favourited_by`)
    const parent = post.in_reply_to_id === null ? undefined : uris.get(post.in_reply_to_id)
    // The content of what has a title ends with its address.
    const text = plain(post.content).replace(` ${post.uri}`, '')
    return [post.uri, { text, likes: likes.map(({ uri }) => uri).sort(), parent, locked: post.locked }]
  })
  return [topic.uri, byId(await Promise.all(seen))]
}

function lenient({ topics, pinned, mayTakePart }: View, host: string, leniency: Leniency): View {
  const { except = new Set(), mayMissVotes = false, wereGone = new Set() } = leniency
  const isCertain = (id: string, voter: string) =>
    !wereGone.has(id) && (!mayMissVotes || isOn(id, host) || isOn(voter, host))
  const likesOf = (id: string, { likes }: Seen) => likes.filter((voter) => isCertain(id, voter))
  const kept = Object.entries(topics).map(([topic, posts]): [string, Record<string, Seen>] => {
    const isExcepted = (id: string | undefined): boolean =>
      id !== undefined && (except.has(id) || isExcepted(posts[id]?.parent))
    const rest = Object.entries(posts).filter(([id]) => !isExcepted(id))
    const lockOf = ({ locked }: Seen) => locked && !wereGone.has(topic)
    return [topic, byId(rest.map(([id, one]) => [id, { ...one, likes: likesOf(id, one), locked: lockOf(one) }]))]
  })
  const isKept = (id: string) => !except.has(id)
  return { topics: byId(kept.filter(([topic]) => isKept(topic))), pinned: pinned.filter(isKept), mayTakePart }
}

function isOn(id: string, host: string): boolean {
  return new URL(id).host === host
}

/** Without markup and the mentions that begin it. */
function plain(html: string): string {
  const spaced = html.replace(/<\/(p|h\d|li)>|<br\s*\/?>/g, ' $&')
  return textOf({ content: spaced })
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(@\S+ )+/, '')
}

function byId<Value>(pairs: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1)))
}
