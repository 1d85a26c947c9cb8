/**
 * Kills the process after each step that follows a 202, and restarts it on the same database. Whatever the step, each
 * activity takes effect, and does so once (C12, C13, case 62).
 */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import type { App } from '../../src/core/app.ts'
import { receive } from '../../src/federation/inbox/receive.ts'
import { claim } from '../../src/jobs/claim.ts'
import { type FollowedPeer, followedPeer } from '../scenarios/followed-peer.ts'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'

/** Longer than a lease: on PostgreSQL, another process might hold it. */
const AFTER_LEASE = '3m'
const CONCURRENCY = 64

type Posts = readonly [StatusEntity, StatusEntity]
class SimulatedCrash extends Error {}

/** How far a process gets with the activities it accepted. */
const STEPS: Record<string, (app: App) => Promise<void>> = {
  'accepted, but not claimed': async () => {},
  'claimed, but not started': async (app) => {
    assert.equal((await claimAll(app)).length, ACTIVITIES)
  },
  'prepared, but not written': (app) =>
    runAll(app, async () => {
      throw new SimulatedCrash()
    }),
  'written, but not committed': (app) =>
    runAll(app, (work) =>
      app.transaction(async (tx) => {
        await work(tx)
        throw new SimulatedCrash()
      }),
    ),
  'committed, but not acknowledged to the worker': (app) => runAll(app),
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

for (const [step, runStep] of Object.entries(STEPS)) {
  scenario(`a crash when activities are ${step} (case 62)`, async (world) => {
    const followed = await followedPeer(world)
    const { lagoon, bo, ana } = followed
    const posts = [await ana.post('one post'), await ana.post('another post')] as const
    await world.settle()
    const arrivals = await write(followed, posts)
    const see = () => effects(followed, posts)
    for (const activity of arrivals) await bo.send(lagoon, activity)
    await runStep(lagoon.app)
    const isDone = step.startsWith('committed')
    assert.deepEqual(await see(), isDone ? ONCE : NOTHING)
    assert.equal(
      await jobsLeft(lagoon.app),
      isDone ? 0 : ACTIVITIES,
      'the effect and the end of its job are one transaction',
    )

    await world.crash(lagoon)
    await world.pass(AFTER_LEASE, 2)
    assert.deepEqual(await see(), ONCE, 'completed after the restart')
    assert.equal(await jobsLeft(lagoon.app), 0)
    // The sender got no certain answer, so it sends everything again.
    for (const activity of arrivals) await bo.send(lagoon, activity)
    await world.crash(lagoon)
    await world.pass(AFTER_LEASE, 2)
    assert.deepEqual(await see(), ONCE, 'no second effect')
  })
}

/** One activity of each kind, about different objects, so that none waits for another. */
async function write({ bo, ana }: FollowedPeer, [liked, boosted]: Posts): Promise<Json[]> {
  const tag = [{ type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }]
  const create = bo.create(bo.note('hello', { tag, cc: [ana.uri] }))
  return [create, bo.like(liked.uri), bo.announce(boosted.uri), bo.follow(ana.uri)]
}

/** The effects that ana sees. */
async function effects({ ana, bo, home }: FollowedPeer, [liked, boosted]: Posts) {
  return {
    home: (await home()).filter((text) => !text.endsWith(' post')),
    notifications: (await ana.notified()).filter((notification) => notification.endsWith(bo.handle)).sort(),
    favourites: (await ana.view(liked)).favourites_count,
    reblogs: (await ana.view(boosted)).reblogs_count,
    followers: (await ana.findAccount(ana.account)).followers_count,
  }
}

/** Claims the jobs that are due, as a worker that crashes afterwards. */
function claimAll(app: App) {
  return claim(app, app.dialect, {
    name: receive.name,
    limit: CONCURRENCY,
    owner: 'a crashed process',
    now: app.clock.now(),
  })
}

/**
 * Runs the jobs that are due and acknowledges none.
 * @param transaction used instead of the real one; must end with a SimulatedCrash
 */
async function runAll(app: App, transaction?: App['transaction']): Promise<void> {
  const dying: App = transaction ? { ...app, transaction } : app
  for (const row of await claimAll(app)) {
    const about = { id: row.id, attempt: row.attempts, createdAt: row.created_at }
    const run = receive.run(dying, receive.payload.parse(row.payload), about)
    if (transaction) await assert.rejects(run, SimulatedCrash)
    else await run
  }
}

async function jobsLeft(app: App): Promise<number> {
  const jobs = app.db.selectFrom('jobs').select('id').where('name', '=', receive.name)
  return (await jobs.execute()).length
}
