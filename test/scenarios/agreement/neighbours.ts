/** Four people on three of our servers, who all know each other, and what they have written. */
import type { Person } from '../../world/person.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

export interface Neighbours {
  servers: readonly TestServer[]
  people: readonly Person[]
  /** All posts ever written, oldest first. */
  posts: WrittenPost[]
  /** Follows that have never ended, as `pairOf(follower, followed)`. */
  steady: Set<string>
  /** Pairs between which there has been a block, in both orders. */
  parted: Set<string>
}

export interface WrittenPost {
  uri: string
  author: Person
  /** The texts of all versions, the newest last. Each begins with the mention, if there is one. */
  texts: string[]
  visibility: string
  /** Whom a direct message mentions. */
  addressed: Person | undefined
  parent: WrittenPost | undefined
}

const NAMES = ['ana', 'bo', 'cy', 'dee']

/** All follow each other, and each has written a public post that the others know. */
export async function neighbours(world: World): Promise<Neighbours> {
  const servers = await world.servers('lagoon.test', 'reef.test', 'atoll.test')
  const people: Person[] = []
  for (const [at, name] of NAMES.entries()) people.push(await (servers[at % servers.length] as TestServer).user(name))
  const steady = new Set<string>()
  for (const person of people)
    for (const other of people.filter((one) => one !== person)) {
      await person.follow(other)
      steady.add(pairOf(person, other))
    }
  await world.settle()
  const posts: WrittenPost[] = []
  for (const author of people) posts.push(await firstPost(author))
  await world.settle()
  return { servers, people, posts, steady, parted: new Set() }
}

async function firstPost(author: Person): Promise<WrittenPost> {
  const text = `first of ${author.handle}`
  const { uri } = await author.post(text)
  return { uri, author, texts: [text], visibility: 'public', addressed: undefined, parent: undefined }
}

export function pairOf(one: Person, other: Person): string {
  return `${one.uri} ${other.uri}`
}

export function isSteady({ steady }: Neighbours, follower: Person, followed: Person): boolean {
  return steady.has(pairOf(follower, followed))
}

/** Whether somebody at this other server has followed the person all the time. */
export function servesFollower(scene: Neighbours, server: TestServer, person: Person): boolean {
  return server !== person.server && scene.people.some((one) => one.server === server && isSteady(scene, one, person))
}

/** Whether neither has ever blocked the other. */
export function areAtPeace({ parted }: Neighbours, one: Person, other: Person): boolean {
  return !parted.has(pairOf(one, other))
}

export function isOpen({ visibility }: WrittenPost): boolean {
  return visibility === 'public' || visibility === 'unlisted'
}
