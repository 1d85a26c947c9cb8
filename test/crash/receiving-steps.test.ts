/**
 * Case 62, step by step: the process dies after each step of what follows a 202, and comes back on the same database.
 * Whatever the step, each activity has its effect in the end, and has it once (C12, C13).
 */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import type { App } from '../../src/core/app.ts'
import { receive } from '../../src/federation/inbox/receive.ts'
import { claim } from '../../src/jobs/claim.ts'
import { type FollowedPeer, followedPeer } from '../scenarios/followed-peer.ts'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'

/** Longer than a lease: on PostgreSQL another process might hold it. */
const AFTER_LEASE = '3m'
const CONCURRENCY = 64

type Posts = readonly [StatusEntity, StatusEntity]
class Death extends Error {}

/** How far a life comes with what it accepted. */
const STEPS: Record<string, (app: App) => Promise<void>> = {
  'accepted, and nothing more': async () => {},
  'claimed, and not begun': async (app) => {
    assert.equal((await claimAll(app)).length, ACTIVITIES)
  },
  'gathered, and nothing written': (app) =>
    runAll(app, async () => {
      throw new Death()
    }),
  'written, and not committed': (app) =>
    runAll(app, (work) =>
      app.transaction(async (tx) => {
        await work(tx)
        throw new Death()
      }),
    ),
  'committed, and the worker does not know': (app) => runAll(app),
}
const ACTIVITIES = 4
const NOTHING = { home: [], notifications: [], favourites: 0, reblogs: 0, followers: 0 }
const ONCE = {
  home: ['hello'],
  notifications: ['favourite', 'follow', 'mention', 'reblog'].map((type) => `${type} bo@mastodon.test`),
  favourites: 1,
  reblogs: 1,
  followers: 1,
}

for (const [step, live] of Object.entries(STEPS)) {
  scenario(`case 62: a crash when all is ${step}`, async (world) => {
    const followed = await followedPeer(world)
    const { lagoon, bo, ana } = followed
    const posts = [await ana.post('one post'), await ana.post('another post')] as const
    await world.settle()
    const arrivals = await write(followed, posts)
    const see = () => effects(followed, posts)
    for (const activity of arrivals) await bo.send(lagoon, activity)
    await live(lagoon.app)
    const isDone = step.startsWith('committed')
    assert.deepEqual(await see(), isDone ? ONCE : NOTHING)
    assert.equal(await jobsLeft(lagoon.app), isDone ? 0 : ACTIVITIES, 'the deed and the end of its job are one')

    await world.crash(lagoon)
    await world.pass(AFTER_LEASE, 2)
    assert.deepEqual(await see(), ONCE, 'made up for by the next life')
    assert.equal(await jobsLeft(lagoon.app), 0)
    // The sender was not sure, and neither was the machine.
    for (const activity of arrivals) await bo.send(lagoon, activity)
    await world.crash(lagoon)
    await world.pass(AFTER_LEASE, 2)
    assert.deepEqual(await see(), ONCE, 'and not again')
  })
}

/** One of each kind, about different things, so that none waits for another. */
async function write({ bo, ana }: FollowedPeer, [liked, boosted]: Posts): Promise<Json[]> {
  const tag = [{ type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }]
  const create = bo.create(bo.note('hello', { tag, cc: [ana.uri] }))
  return [create, bo.like(liked.uri), bo.announce(boosted.uri), bo.follow(ana.uri)]
}

/** What of it ana sees. */
async function effects({ ana, bo, home }: FollowedPeer, [liked, boosted]: Posts) {
  return {
    home: (await home()).filter((text) => !text.endsWith(' post')),
    notifications: (await ana.notified()).filter((notification) => notification.endsWith(bo.handle)).sort(),
    favourites: (await ana.view(liked)).favourites_count,
    reblogs: (await ana.view(boosted)).reblogs_count,
    followers: (await ana.findAccount(ana.account)).followers_count,
  }
}

/** Takes what is due, as a worker that dies afterwards. */
function claimAll(app: App) {
  return claim(app, app.dialect, {
    name: receive.name,
    limit: CONCURRENCY,
    owner: 'an earlier life',
    now: app.clock.now(),
  })
}

/** Runs what is due and acknowledges nothing. @param transaction instead of the real one: must end with a death */
async function runAll(app: App, transaction?: App['transaction']): Promise<void> {
  const dying: App = transaction ? { ...app, transaction } : app
  for (const row of await claimAll(app)) {
    const about = { id: row.id, attempt: row.attempts, createdAt: row.created_at }
    const run = receive.run(dying, receive.payload.parse(row.payload), about)
    if (transaction) await assert.rejects(run, Death)
    else await run
  }
}

async function jobsLeft(app: App): Promise<number> {
  const jobs = app.db.selectFrom('jobs').select('id').where('name', '=', receive.name)
  return (await jobs.execute()).length
}
