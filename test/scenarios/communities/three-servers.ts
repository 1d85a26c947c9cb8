/** A community on a server like Lemmy, with members on two of our servers. */
import type { CommunityServer } from '../../world/community/community-server.ts'
import type { Member } from '../../world/community/member.ts'
import type { Community } from '../../world/community/state.ts'
import type { Person } from '../../world/person.ts'
import type { World } from '../../world/world.ts'

/** Each lives elsewhere: the community with its moderator lia and its member max, the author ana, and the member bo. */
export interface ThreeServers {
  world: World
  server: CommunityServer
  cafe: Community
  lia: Member
  max: Member
  ana: Person
  bo: Person
}

/** `@cafe@lemmy.test`, which starts a topic there. */
export const CAFE = '@cafe@lemmy.test'

/** Ana and bo have joined the cafe. */
export async function threeServers(world: World): Promise<ThreeServers> {
  const server = await world.communityServer('lemmy.test')
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [lia, max] = [await server.member('lia'), await server.member('max')]
  const cafe = await server.community('cafe', lia)
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  for (const person of [ana, bo]) await person.follow(CAFE)
  await world.settle()
  return { world, server, cafe, lia, max, ana, bo }
}

/** Replies to a post or comment of any server, and lets everybody hear of it. */
export async function reply(world: World, by: Person, to: { uri?: string; id: string }, text: string) {
  return settled(world, by.reply(await by.find(to.uri ?? to.id), text))
}

/** Does it, and lets all servers hear of it. */
export async function settled<Result>(world: World, act: Promise<Result>): Promise<Result> {
  const result = await act
  // Within one second, the same bytes have the same signature.
  await world.pass('1s')
  return result
}
