/** Lia, on a scripted Lemmy, and the private messages that she sends to ana here. */
import type { Json, Peer } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'

interface LemmyPeer {
  lagoon: TestServer
  peer: Peer
  ana: Person
  lia: PeerActor
  /** A private message to ana. Lemmy serves it to nobody. */
  message(content: string, changes?: Json): Json & { id: string }
  /** Sends activities of lia one by one, and lets our server run its jobs after each. */
  send(...activities: Json[]): Promise<void>
}

export async function lemmyPeer(world: World): Promise<LemmyPeer> {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('lemmy.test')
  const [ana, lia] = [await lagoon.user('ana'), await peer.actor('lia')]
  announceSoftware(peer, { name: 'lemmy', version: '0.19.20' })
  const message = (content: string, changes: Json = {}) => {
    const id = `${peer.origin}/private_message/${lia.mint('message').split('/').at(-1)}`
    const [to, published] = [[ana.uri], peer.clock.iso()]
    const text = { content: `<p>${content}</p>`, source: { content, mediaType: 'text/markdown' } }
    return { type: 'ChatMessage', id, attributedTo: lia.id, to, mediaType: 'text/html', published, ...text, ...changes }
  }
  const send = async (...activities: Json[]) => {
    for (const activity of activities) {
      // Within one second, the same bytes have the same signature, so they count as the same request.
      await world.clock.advance('1s')
      await lia.send(lagoon, activity)
      await world.settle()
    }
  }
  return { lagoon, peer, ana, lia, message, send }
}

/** Serves NodeInfo, as Lemmy does. */
export function announceSoftware(peer: Peer, software: unknown): void {
  const href = `${peer.origin}/nodeinfo/2.1`
  peer.serve('/.well-known/nodeinfo', {
    links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.1', href }],
  })
  peer.serve(href, { version: '2.1', software, protocols: ['activitypub'] })
}
