/** Servers that send activities but do not take ours: what they cost those who do. */
import assert from 'node:assert/strict'
import { hostile } from './scene.ts'

/** 10 minutes, with an activity every 5 seconds. */
const ACTIVITIES = 120
const FOLLOWERS = 30

hostile('a server that sends and never takes anything is tried about once a minute (Q-05, Q-06)', async (scene) => {
  const { world, lagoon, ana, mallory } = scene
  const evil = mallory.peer
  const inboxes = await Promise.all(
    Array.from({ length: FOLLOWERS }, (_, n) => evil.actor(`m${n}`, { endpoints: undefined })),
  )
  for (const follower of inboxes) await follower.send(lagoon, follower.follow(ana.uri))
  await world.settle()
  evil.inboxStatus = 500
  await ana.post('to thirty inboxes')
  const tried = () => world.tape.find({ to: evil.host, method: 'POST' }).length
  await world.settle()
  const before = tried()
  for (let n = 0; n < ACTIVITIES; n++) {
    await world.clock.advance('5s')
    const activity = { ...mallory.like(`${lagoon.origin}/nothing/${n}`), published: String(n) }
    assert.equal((await mallory.post(lagoon, activity)).status, 202)
    await world.settle()
  }
  assert.ok(tried() - before <= 25, `${tried() - before} requests`)
  evil.inboxStatus = 202
  await world.clock.advance('1m')
  await mallory.send(lagoon, mallory.like(`${lagoon.origin}/nothing`))
  await world.settle()
  assert.equal(evil.receivedOf('Create').length, FOLLOWERS, 'once it takes them, all arrive')
})
