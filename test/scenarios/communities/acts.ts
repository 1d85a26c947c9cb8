/** What people do in a community: each act is one that their server may refuse. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { StatusEntity } from '../../../src/api/entities/status.ts'
import type { Member } from '../../world/community/member.ts'
import { Refusal } from '../../world/community/refusal.ts'
import { Person } from '../../world/person.ts'
import { CAFE, settled, type ThreeServers } from './three-servers.ts'

const OF_ALL = ['topic', 'reply', 'reply', 'edit', 'delete', 'like', 'like', 'unlike'] as const
/** Lemmy's people can do this, too. */
const OF_MEMBERS = ['undelete', 'dislike'] as const
const OF_MODERATORS = ['remove', 'restore', 'pin', 'unpin', 'lock', 'unlock'] as const
const TO_OWN = ['edit', 'delete', 'undelete']
const PEOPLE = ['ana', 'bo', 'max', 'lia'] as const

export interface Act {
  kind: (typeof OF_ALL | typeof OF_MEMBERS | typeof OF_MODERATORS)[number]
  who: (typeof PEOPLE)[number]
  /** An index of posts and comments from the newest on. Low ones are more likely, so that acts meet. */
  what: number
}

const what = fc.constantFrom(0, 0, 0, 1, 1, 2, 3)

export const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom(...OF_ALL), who: fc.constantFrom(...PEOPLE), what }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom(...OF_MEMBERS), who: fc.constantFrom('max', 'lia'), what }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom(...OF_MODERATORS), who: fc.constant('lia'), what }) },
)

/** What has been written so far, the oldest first. */
export type Written = {
  id: string
  by: Person | Member
  /** Whether it was deleted or removed, even if it came back. */
  wasGone: boolean
}[]

/** A topic of each server, and a reply to each. */
export async function write(scene: ThreeServers): Promise<Written> {
  const written: Written = []
  for (const who of ['ana', 'bo', 'lia'] as const) {
    await settled(scene.world, perform(scene, written, { kind: 'topic', who, what: 0 }))
    await settled(scene.world, perform(scene, written, { kind: 'reply', who: who === 'bo' ? 'ana' : 'bo', what: 0 }))
  }
  return written
}

export async function perform(scene: ThreeServers, written: Written, { kind, who, what }: Act): Promise<void> {
  const by = scene[who]
  const objects = TO_OWN.includes(kind) ? written.filter((one) => one.by === by) : written
  const object = objects.at(-1 - (what % Math.max(objects.length, 1)))
  if (object && ['delete', 'remove'].includes(kind)) object.wasGone = true
  const text = `text ${written.length}, ${kind}`
  const made = await (by instanceof Person
    ? here(by, kind, object?.id, text)
    : there(scene, by, kind, object?.id, text))
  if (made !== undefined) written.push({ id: made, by, wasGone: false })
}

/** By a person on one of our servers. @returns the id of what was written */
async function here(by: Person, kind: Act['kind'], object: string | undefined, text: string) {
  if (kind === 'topic') return (await ask(by, 'POST', 'statuses', { status: `${CAFE} ${text}` }))?.uri
  const [copy] = object === undefined ? [] : (await by.search(object, { resolve: 'false' })).statuses
  if (!copy) return undefined
  if (kind === 'reply') return (await ask(by, 'POST', 'statuses', { status: text, in_reply_to_id: copy.id }))?.uri
  if (kind === 'edit') await ask(by, 'PUT', `statuses/${copy.id}`, { status: mentioned(copy, text) })
  if (kind === 'delete') await ask(by, 'DELETE', `statuses/${copy.id}`)
  if (kind === 'like') await ask(by, 'POST', `statuses/${copy.id}/favourite`)
  if (kind === 'unlike') await ask(by, 'POST', `statuses/${copy.id}/unfavourite`)
  return undefined
}

/** A topic goes on to mention its community. */
function mentioned({ in_reply_to_id }: StatusEntity, text: string): string {
  return in_reply_to_id === null ? `${CAFE} ${text}` : text
}

/** @returns the body, or undefined if the server refuses */
async function ask(by: Person, method: string, path: string, form?: object): Promise<StatusEntity | undefined> {
  const { status, body } = await by.api(method, `/api/v1/${path}`, form)
  assert.ok(status < 500, `${by.handle} ${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return status < 300 ? body : undefined
}

/** By a person on the server of the community. @returns the id of what was written */
async function there({ cafe }: ThreeServers, by: Member, kind: Act['kind'], object: string | undefined, text: string) {
  try {
    if (kind === 'topic') return (await by.post(cafe, { title: text, text: 'by a member' })).id
    if (object === undefined) return undefined
    if (kind === 'reply') return (await by.comment(object, text)).id
    if (kind === 'edit') await by.edit(object, { text })
    else if (kind === 'unlike') await by.unvote(object)
    else await by[kind](object)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  return undefined
}
