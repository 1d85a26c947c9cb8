/** Ana, on one of our servers, follows bo, who lives on a scripted peer. */

import type { Json, Peer } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { type Person, textOf } from '../world/person.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'

export interface FollowedPeer {
  lagoon: TestServer
  peer: Peer
  ana: Person
  bo: PeerActor
  /** Sends activities one by one, and lets all servers run their jobs after each. */
  send(...activities: Json[]): Promise<void>
  /** The texts in ana's home timeline, newest first. */
  home(): Promise<string[]>
}

export async function followedPeer(world: World, env: Record<string, string> = {}): Promise<FollowedPeer> {
  const lagoon = await world.server('lagoon.test', env)
  const peer = await world.peer('mastodon.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await ana.follow(bo.handle)
  await world.settle()
  await bo.send(lagoon, bo.accept(peer.receivedOf('Follow')[0] as Json))
  await world.settle()
  const send = async (...activities: Json[]) => {
    for (const activity of activities) {
      // Within one second, the same bytes have the same signature, so they count as the same request.
      await world.clock.advance('1s')
      await bo.send(lagoon, activity)
      await world.settle()
    }
  }
  return { lagoon, peer, ana, bo, send, home: async () => (await ana.home()).map((one) => textOf(one.reblog ?? one)) }
}
