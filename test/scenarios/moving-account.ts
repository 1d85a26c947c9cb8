/** Bo, whom ana follows, moves to an account on another server. */
import type { AccountEntity } from '../../src/api/entities/account.ts'
import type { Json } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { World } from '../world/world.ts'
import { type FollowedPeer, followedPeer } from './followed-peer.ts'

interface Moving extends FollowedPeer {
  /** Bo's account on another server, which names the old one. */
  bo2: PeerActor
  move(target: string, changes?: Json): Json
}

export async function moving(world: World, aliases?: string[]): Promise<Moving> {
  const scene = await followedPeer(world)
  const { bo } = scene
  const bo2 = await (await world.peer('reef.test')).actor('bo2', { alsoKnownAs: aliases ?? [bo.id] })
  // As GoToSocial, Misskey, Sharkey and Hollo send it (`move.json`).
  const move = (target: string, changes: Json = {}) => ({
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: bo.mint('moves'),
    type: 'Move',
    actor: bo.id,
    object: bo.id,
    target,
    to: bo.followers,
    cc: 'https://www.w3.org/ns/activitystreams#Public',
    ...changes,
  })
  return { ...scene, bo2, move }
}

/** Where ana sees that bo went. */
export const movedOf = async ({ ana, bo }: Moving): Promise<AccountEntity['moved']> =>
  (await ana.findAccount({ id: (await ana.findAccount(bo.handle)).id })).moved
