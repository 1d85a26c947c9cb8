/** What people do: each deed is a request of a client, which the server may refuse. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { StatusEntity } from '../../../src/api/entities/status.ts'
import type { Person } from '../../world/person.ts'
import { type Neighbours, pairOf, type WrittenPost } from './neighbours.ts'
import { accountAt, copyAt } from './rows.ts'

const TO_PEOPLE = ['follow', 'unfollow', 'block', 'unblock'] as const
const TO_OWN_POSTS = ['edit', 'delete', 'pin', 'unpin'] as const
const TO_POSTS = ['favourite', 'unfavourite', 'reblog', 'unreblog', 'reply'] as const
const KINDS = [...TO_PEOPLE, ...TO_OWN_POSTS, ...TO_POSTS, 'post'] as const
const OFTEN = ['post', 'edit', 'favourite', 'favourite', 'reblog', 'reblog', 'follow', 'unfollow'] as const
const VISIBILITIES = ['public', 'public', 'unlisted', 'private', 'direct'] as const

export interface Deed {
  kind: (typeof KINDS)[number]
  /** An index of people. */
  who: number
  /** An index of other people, or of posts from the newest on. Low ones are more likely, so that deeds meet. */
  what: number
  visibility: (typeof VISIBILITIES)[number]
}

export const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom(...KINDS, ...OFTEN),
  who: fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 3),
  what: fc.constantFrom(0, 0, 0, 0, 1, 2),
  visibility: fc.constantFrom(...VISIBILITIES),
})

const OPPOSITES: Partial<Record<Deed['kind'], Deed['kind']>> = {
  follow: 'unfollow',
  unfollow: 'follow',
  block: 'unblock',
  unblock: 'block',
  favourite: 'unfavourite',
  unfavourite: 'favourite',
  reblog: 'unreblog',
  unreblog: 'reblog',
  pin: 'unpin',
  unpin: 'pin',
  post: 'delete',
  reply: 'delete',
}

/** What undoes a deed, if anything does. The newest post is that with the index 0. */
export function oppositeOf(deed: Deed): Deed | undefined {
  const kind = OPPOSITES[deed.kind]
  return kind && { ...deed, kind, what: kind === 'delete' ? 0 : deed.what }
}

interface Act extends Deed {
  by: Person
  /** Another person. */
  other: Person
}

export async function perform(scene: Neighbours, deed: Deed): Promise<void> {
  const { kind, who, what } = deed
  const by = scene.people[who] as Person
  const others = scene.people.filter((one) => one !== by)
  const act = { ...deed, by, other: others[what % others.length] as Person }
  if (isOneOf(TO_PEOPLE, kind)) return actOnPerson(scene, act)
  return kind === 'post' ? write(scene, act) : actOnPost(scene, act)
}

async function actOnPerson({ steady, parted }: Neighbours, { kind, by, other }: Act): Promise<void> {
  const pairs = [pairOf(by, other), pairOf(other, by)] as const
  if (kind === 'unfollow') steady.delete(pairs[0])
  if (kind === 'block')
    for (const pair of pairs) {
      steady.delete(pair)
      parted.add(pair)
    }
  await ask(by, 'POST', `accounts/${await accountAt(by.server, other)}/${kind}`)
}

async function actOnPost(scene: Neighbours, act: Act): Promise<void> {
  const { kind, by, what } = act
  const posts = isOneOf(TO_OWN_POSTS, kind) ? scene.posts.filter(({ author }) => author === by) : scene.posts
  const post = posts.at(-1 - (what % Math.max(posts.length, 1)))
  const copy = post && (await copyAt(by.server, post.uri))
  if (!copy) return
  if (kind === 'reply') await write(scene, act, { post, id: String(copy.id) })
  else if (kind === 'edit') await edit(post, copy.id)
  else if (kind === 'delete') await ask(by, 'DELETE', `statuses/${copy.id}`)
  else await ask(by, 'POST', `statuses/${copy.id}/${kind}`)
}

async function write(
  scene: Neighbours,
  { by, other, visibility }: Act,
  parent?: { post: WrittenPost; id: string },
): Promise<void> {
  const addressed = visibility === 'direct' ? other : undefined
  const plain = `text ${scene.posts.length}`
  const status = addressed ? `@${addressed.handle} ${plain}` : plain
  const body = await ask(by, 'POST', 'statuses', { status, visibility, in_reply_to_id: parent?.id })
  if (body)
    scene.posts.push({ uri: body.uri, author: by, texts: [status], visibility, addressed, parent: parent?.post })
}

async function edit({ author, texts }: WrittenPost, id: number): Promise<void> {
  const status = `${texts[0]}, version ${texts.length + 1}`
  if (await ask(author, 'PUT', `statuses/${id}`, { status })) texts.push(status)
}

/** @returns the body, or undefined if the server refuses */
async function ask(by: Person, method: string, path: string, form?: object): Promise<StatusEntity | undefined> {
  const { status, body } = await by.api(method, `/api/v1/${path}`, form)
  assert.ok(status < 500, `${by.handle} ${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return status < 300 ? body : undefined
}

function isOneOf(list: readonly string[], kind: string): boolean {
  return list.includes(kind)
}
