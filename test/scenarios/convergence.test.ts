/**
 * A server may receive the activities of an origin in any order, twice or never, and may crash in between. After
 * refetching from the origin, its copies equal what the origin has. At no time did anyone see what was not addressed to
 * them (C26).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createBudget } from '../../src/federation/fetch/budget.ts'
import { fetchStatus } from '../../src/federation/notes/fetch-status.ts'
import { refetchStatus } from '../../src/federation/refresh/status.ts'
import { mode } from '../world/mode.ts'
import { type Person, textOf } from '../world/person.ts'
import { createWorld, type World } from '../world/world.ts'
import { type FollowedPeer, followedPeer } from './followed-peer.ts'
import { type Action, actions, type OriginHistory, playHistory } from './origin-history.ts'

const SEED = 26
const RUNS = mode.postgres || mode.sockets ? 15 : 60
/** Longer than an Undo that arrived early is remembered (C9). */
const LATER = '7h'

interface Arrival {
  /** The index of an activity, modulo their number. Some arrive twice, some never. */
  which: number
  /** Whether all servers run their jobs before the next activity. */
  settles: boolean
  crashes: boolean
}
const arrivals: fc.Arbitrary<Arrival[]> = fc.array(
  fc.record({
    which: fc.nat(999),
    settles: fc.boolean(),
    crashes: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  { maxLength: 20 },
)

test('our copies end as the origin has them, whatever happens on the way (C26)', async () => {
  await using world = await createWorld()
  const setting = await followedPeer(world)
  const eve = await setting.lagoon.user('eve')
  let run = 0
  const property = fc.asyncProperty(actions, arrivals, (plan, deliveries) =>
    story(world, setting, eve, ++run, plan, deliveries),
  )
  await fc.assert(property, {
    seed: SEED,
    numRuns: RUNS,
    interruptAfterTimeLimit: 100_000,
    markInterruptAsFailure: false,
  })
})

async function story(
  world: World,
  { lagoon, peer, ana }: FollowedPeer,
  eve: Person,
  run: number,
  plan: Action[],
  deliveries: Arrival[],
): Promise<void> {
  const bo = await peer.actor(`bo${run}`)
  await ana.follow(bo.handle)
  await world.settle()
  await bo.send(lagoon, bo.accept(peer.receivedOf('Follow').at(-1) ?? {}))
  const post = await ana.post('to like')
  await world.settle()
  const target = { personUri: ana.uri, statusUri: post.uri }
  const history = await playHistory(bo, plan, target, () => world.clock.advance('1m'))
  const watch = watcher(lagoon, eve, history)

  for (const { which, settles, crashes } of deliveries) {
    const activity = history.activities[which % history.activities.length]
    if (!activity) break
    await world.clock.advance('1s')
    await bo.send(lagoon, activity)
    if (crashes) await world.crash(lagoon)
    if (settles) await world.settle()
    await watch()
  }
  await world.settle()
  await watch()
  await refetchAll(world, lagoon, history)
  for (const fact of ['like', 'boost', 'follow'] as const) await bo.send(lagoon, history.announceAgain(fact))
  await world.settle()
  await watch()
  await compare(lagoon, ana, bo.handle, post, history)
}

/**
 * Reads every note as an account that follows nobody. Once hidden from it, a note stays hidden, since this origin never
 * widens an audience.
 */
function watcher(lagoon: FollowedPeer['lagoon'], eve: Person, { state }: OriginHistory): () => Promise<void> {
  const hidden = new Set<string>()
  return async () => {
    for (const note of state.notes) {
      const row = note && (await copyOf(lagoon, note.id))
      if (!note || !row) continue
      const isSeen = (await eve.viewCode({ id: String(row.id) })) === 200
      assert.ok(!isSeen || !hidden.has(note.id), `${note.id} was hidden and is visible again`)
      assert.equal(isSeen, row.visibility === 'public', `${note.id} is ${row.visibility}`)
      if (!isSeen) hidden.add(note.id)
      assert.ok(!isSeen || note.wasPublic, `${note.id} was never public`)
    }
  }
}

function copyOf({ app }: FollowedPeer['lagoon'], uri: string) {
  return app.db.selectFrom('statuses').selectAll().where('uri', '=', uri).executeTakeFirst()
}

/** Anti-entropy: fetches every object of the history from its origin again. */
async function refetchAll(world: World, lagoon: FollowedPeer['lagoon'], { state }: OriginHistory): Promise<void> {
  await world.pass(LATER)
  const { app } = lagoon
  for (const note of state.notes) {
    if (!note) continue
    if (await copyOf(lagoon, note.id)) await app.transaction((tx) => tx.enqueue(refetchStatus, { uri: note.id }))
    else if (!note.isDeleted) await fetchStatus(app, note.id, { budget: createBudget({ cause: { kind: 'us' } }) })
  }
  await world.settle()
}

async function compare(
  lagoon: FollowedPeer['lagoon'],
  ana: Person,
  handle: string,
  post: { id: string },
  { state, activities }: OriginHistory,
): Promise<void> {
  const sequence = activities.map(({ type }) => type).join(' ')
  for (const note of state.notes) {
    if (!note) continue
    const row = await copyOf(lagoon, note.id)
    if (note.isDeleted) assert.equal(row, undefined, `${note.id} is deleted (${sequence})`)
    else {
      const seen = await ana.view({ id: String(row?.id) })
      assert.equal(textOf(seen), note.text, sequence)
      assert.equal(seen.visibility, note.isForFollowers ? 'private' : 'public', sequence)
    }
  }
  const { favourites_count, reblogs_count } = await ana.view(post)
  const { followed_by } = await ana.relationship(handle)
  const facts = { like: favourites_count === 1, boost: reblogs_count === 1, follow: followed_by }
  assert.deepEqual(facts, state.facts, sequence)
  const home = (await ana.home('?limit=40')).map(({ uri }) => uri)
  assert.equal(new Set(home).size, home.length, 'no post appears twice')
}
