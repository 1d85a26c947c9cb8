/** Replies that arrive at the same moment as their parent, in any order, are attached to it (A-44, C12). */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { seededRandom, type World } from '../world/world.ts'
import { type FollowedPeer, followedPeer } from './followed-peer.ts'

const REPLIES = 30
const ORDERS = 4

type Note = Json & { id: string }

/**
 * A post of bo with thirty replies: by bo, and by a stranger whom nobody follows and who mentions ana now and then. Every
 * fifth answers the one before.
 */
async function conversation({ peer, ana, bo }: FollowedPeer, name: string) {
  const stranger = await peer.actor(name)
  const mention = { tag: [{ type: 'Mention', href: ana.uri }], cc: [ana.uri] }
  const root: Note = bo.note(`${name}: root`)
  const replies: Note[] = []
  for (let n = 0; n < REPLIES; n++) {
    const inReplyTo = n % 5 === 4 ? replies[n - 1]?.id : root.id
    const parts = { inReplyTo, ...((n % 6 === 2 || n % 5 === 4) && mention) }
    replies.push((n % 3 === 2 ? stranger : bo).note(`${name}: ${n}`, parts))
  }
  const creates = [root, ...replies].map((note) =>
    note.attributedTo === bo.id ? () => bo.create(note) : () => stranger.create(note),
  )
  const senders = [root, ...replies].map((note) => (note.attributedTo === bo.id ? bo : stranger))
  return { root, replies, sends: creates.map((create, at) => ({ by: senders[at] ?? bo, activity: create() })) }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

async function assertThreaded(
  { ana }: FollowedPeer,
  { root, replies }: Awaited<ReturnType<typeof conversation>>,
): Promise<void> {
  const seen = await ana.find(root.id)
  const { descendants } = await ana.thread(seen)
  assert.deepEqual(descendants.map(({ uri }) => uri).sort(), replies.map(({ id }) => id).sort())
  const byUri = new Map(descendants.map((one) => [one.uri, one]))
  for (const note of replies) {
    const parent = note.inReplyTo === root.id ? seen : byUri.get(String(note.inReplyTo))
    assert.equal(byUri.get(note.id)?.in_reply_to_id, parent?.id, textOf(byUri.get(note.id) as { content: string }))
  }
  for (const one of [seen, ...descendants])
    assert.equal(one.replies_count, replies.filter(({ inReplyTo }) => inReplyTo === one.uri).length, textOf(one))
}

async function together(world: World): Promise<void> {
  const setting = await followedPeer(world)
  const random = seededRandom(44)
  for (let order = 0; order < ORDERS; order++) {
    const talk = await conversation(setting, `order${order}`)
    await Promise.all(shuffled(talk.sends, random).map(({ by, activity }) => by.send(setting.lagoon, activity)))
    await world.settle()
    await world.pass('40s')
    await assertThreaded(setting, talk)
  }
}

scenario('thirty replies that arrive at once with their parent are all attached to it', together)

scenario('so are those of a backlog that is processed after a restart', async (world) => {
  const setting = await followedPeer(world)
  const talk = await conversation(setting, 'backlog')
  for (const { by, activity } of shuffled(talk.sends, seededRandom(45))) await by.send(setting.lagoon, activity)
  await world.crash(setting.lagoon)
  await world.pass('40s', 2)
  await assertThreaded(setting, talk)
})
