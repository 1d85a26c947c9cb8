/** What a remote server sends while our server is killed repeatedly, and the state that must result. */

import { HOUR } from '../../src/lib/durations.ts'
import { seededRandom } from '../world/world.ts'
import type { Json, RemoteServer } from './remote-server.ts'

/** Activities about one object. Each is sent after the previous one was answered. */
export interface ActivitySequence {
  by: string
  activities: Json[]
}

/** The local user they concern, and the ids of her earlier posts. */
export interface Target {
  uri: string
  posts: readonly string[]
}

export const NOTES = 48
export const FANS = 6
export const NEWCOMERS = 16
const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'

/** The final text of note `n` of `bo`, or nothing if it was deleted. */
export function finalText(n: number): string | undefined {
  if (n % 7 === 3) return undefined
  return n % 3 === 0 ? `note ${n}. edited` : `note ${n}.`
}

export function namesAna(n: number): boolean {
  return n % 4 === 0
}

export function noteUri(remote: RemoteServer, n: number): string {
  return `${remote.person('bo')}/notes/${n}`
}

/** All sequences, in a random order that is the same in each run. */
export function planActivities(remote: RemoteServer, ana: Target): ActivitySequence[] {
  const random = seededRandom(1)
  const each = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))
  const fans = each(FANS, (n) => `fan${n}`)
  const sequences: ActivitySequence[] = [
    ...each(NOTES, (n) => noteActivities(remote, ana, n)),
    ...ana.posts.flatMap((post) => fans.map((by) => interaction(remote, by, 'Like', post))),
    ...ana.posts.map((post) => interaction(remote, 'bo', 'Announce', post)),
    ...each(NEWCOMERS, (n) => interaction(remote, `newcomer${n}`, 'Follow', ana.uri)),
  ]
  return sequences
    .map((sequence) => ({ sequence, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ sequence }) => sequence)
}

function interaction(remote: RemoteServer, by: string, type: string, object: string): ActivitySequence {
  const id = `${remote.person(by)}#${type}/${encodeURIComponent(object)}`
  const to = type === 'Announce' ? { to: PUBLIC, published: new Date().toISOString() } : {}
  return { by, activities: [{ id, type, object, ...to }] }
}

function noteActivities(remote: RemoteServer, ana: Target, n: number): ActivitySequence {
  const id = noteUri(remote, n)
  const attributedTo = remote.person('bo')
  const mention = namesAna(n) ? { cc: [ana.uri], tag: [{ type: 'Mention', href: ana.uri, name: '@ana' }] } : {}
  const published = new Date(Date.now() - HOUR).toISOString()
  const note = { id, type: 'Note', attributedTo, to: PUBLIC, published, content: `<p>note ${n}.</p>`, ...mention }
  const activities: Json[] = [{ id: `${id}#create`, type: 'Create', to: PUBLIC, object: note }]
  if (n % 3 === 0) {
    const edited = { ...note, content: `<p>note ${n}. edited</p>`, updated: new Date().toISOString() }
    activities.push({ id: `${id}#update`, type: 'Update', to: PUBLIC, object: edited })
  }
  if (finalText(n) === undefined)
    activities.push({ id: `${id}#delete`, type: 'Delete', to: PUBLIC, object: { id, type: 'Tombstone' } })
  return { by: 'bo', activities }
}
