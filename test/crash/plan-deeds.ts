/** What strangers will do while the server is killed again and again, and what must be true afterwards. */

import { HOUR } from '../../src/lib/durations.ts'
import { seededRandom } from '../world/world.ts'
import type { Json, RemoteServer } from './remote-server.ts'

/** Activities about one thing, each sent after the one before was answered. */
export interface Deeds {
  by: string
  activities: Json[]
}

/** The person here whom they concern, and her posts of before. */
export interface Target {
  uri: string
  posts: readonly string[]
}

export const NOTES = 48
export const FANS = 6
export const NEWCOMERS = 16
const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'

/** What is left of a note of `bo`: its text, or nothing when it was deleted. */
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

/** All of it, mixed in an order that is the same at each run. */
export function planDeeds(remote: RemoteServer, ana: Target): Deeds[] {
  const random = seededRandom(1)
  const each = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))
  const fans = each(FANS, (n) => `fan${n}`)
  const deeds: Deeds[] = [
    ...each(NOTES, (n) => noteDeeds(remote, ana, n)),
    ...ana.posts.flatMap((post) => fans.map((by) => deedToward(remote, by, 'Like', post))),
    ...ana.posts.map((post) => deedToward(remote, 'bo', 'Announce', post)),
    ...each(NEWCOMERS, (n) => deedToward(remote, `newcomer${n}`, 'Follow', ana.uri)),
  ]
  return deeds
    .map((deed) => ({ deed, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ deed }) => deed)
}

function deedToward(remote: RemoteServer, by: string, type: string, object: string): Deeds {
  const id = `${remote.person(by)}#${type}/${encodeURIComponent(object)}`
  const to = type === 'Announce' ? { to: PUBLIC, published: new Date().toISOString() } : {}
  return { by, activities: [{ id, type, object, ...to }] }
}

function noteDeeds(remote: RemoteServer, ana: Target, n: number): Deeds {
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
