/** Kills the process in the middle of what a community announces. Each activity takes effect, and does so once (C12, C13). */
import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { followedPeer } from '../scenarios/followed-peer.ts'
import type { Json } from '../world/peer.ts'
import { PUBLIC } from '../world/peer-actor.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

/** Longer than a lease. */
const AFTER_LEASE = '3m'
/** Turns of the event loop that each process lives. */
const LIVES = [0, 3, 10, 30, 60]

async function setting(world: World) {
  const { lagoon, ana, peer } = await followedPeer(world)
  const [den, lia] = [await peer.actor('den', { type: 'Group' }), await peer.actor('lia')]
  await ana.follow(den.handle)
  await world.settle()
  const follow = peer.receivedOf('Follow').find(({ object }) => object === den.id)
  await den.send(lagoon, den.accept(follow as Json))
  await world.settle()
  const topic = await ana.post('@den@mastodon.test hello')
  await world.settle()
  return { lagoon, ana, den, lia, topic }
}

scenario('what a community announces takes effect once, however often the process is killed', async (world) => {
  const { lagoon, ana, den, lia, topic } = await setting(world)
  const note = (text: string, changes: Json = {}) => lia.note(text, { to: [PUBLIC], audience: den.id, ...changes })
  const [kept, gone, changed] = [note('kept'), note('gone'), note('before')]
  const updated = new Date(world.clock.now() + 60_000).toISOString()
  const activities = [
    ...[kept, gone, changed].map((one) => lia.create(one)),
    lia.create(note('a comment', { inReplyTo: kept.id })),
    lia.create(note('a reply to ana', { inReplyTo: topic.uri, cc: [ana.uri] })),
    lia.like(topic.uri),
    { ...lia.like(topic.uri), type: 'Lock' },
    lia.delete(gone.id),
    lia.update({ ...changed, content: '<p>after</p>', updated }),
  ]
  const announced = activities.map((object) => den.announce('', { object }))
  const sendAll = async () => {
    for (const activity of announced) {
      await world.clock.advance('1s')
      await den.send(lagoon, activity)
    }
  }
  const effects = async () => {
    const { favourites_count, locked } = await ana.view(topic)
    const { descendants } = await ana.thread(await ana.find(kept.id))
    return {
      ...{ favourites_count, locked, comments: descendants.map(textOf) },
      home: (await ana.home()).map((one) => textOf(one.reblog ?? one)).sort(),
      told: (await ana.notifications()).map(({ type }) => type).sort(),
    }
  }
  await sendAll()
  for (const turns of LIVES) {
    const running = world.settle().catch(() => {})
    for (let left = turns; left > 0; left--) await turn()
    await world.crash(lagoon)
    await running
  }
  await world.pass(AFTER_LEASE, 3)
  const once = {
    ...{ favourites_count: 1, locked: true, comments: ['a comment'] },
    home: ['@den hello', 'after', 'kept'],
    told: ['favourite', 'mention'],
  }
  assert.deepEqual(await effects(), once)
  await sendAll()
  await world.pass(AFTER_LEASE, 2)
  assert.deepEqual(await effects(), once, 'no second effect')
})
