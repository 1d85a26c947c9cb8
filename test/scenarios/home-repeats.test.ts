/** Home shows a post, or a boost of it, at most once in any forty entries. */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import { REPEATS_APART } from '../../src/core/timelines/repeats.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

type People = Record<'ana' | 'bo' | 'cy' | 'di' | 'eve', Person>

/** Ana reads; she follows bo, cy and di, not eve. */
async function people(world: World): Promise<People> {
  const lagoon = await world.server('lagoon.test')
  const all: Partial<People> = {}
  for (const name of ['ana', 'bo', 'cy', 'di', 'eve'] as const) all[name] = await lagoon.user(name)
  const { ana, bo, cy, di } = all as People
  for (const followed of [bo, cy, di]) await ana.follow(followed)
  return all as People
}

const boost = (by: Person, post: StatusEntity) => by.interact(post, 'reblog')
const unboost = (by: Person, post: StatusEntity) => by.interact(post, 'unreblog')

/** Every entry of a home: its text, with the name of the one who boosts it. */
async function entries(reader: Person): Promise<string[]> {
  const found: string[] = []
  for (let before = ''; ; ) {
    const page = await reader.home(`?limit=15${before}`)
    for (const { account, content, reblog } of page)
      found.push(`${reblog ? `${account.username}: ` : ''}${(reblog?.content ?? content).replace(/<[^>]+>/g, '')}`)
    const last = page.at(-1)
    if (!last) return found
    before = `&max_id=${last.id}`
  }
}

scenario('a boost does not repeat a post that home shows, nor another boost of it', async (world) => {
  const { ana, bo, cy, di, eve } = await people(world)
  const [known, strange] = [await bo.post('of bo'), await eve.post('of eve')]
  await boost(cy, known)
  for (const by of [cy, di, ana]) await boost(by, strange)
  assert.deepEqual(await entries(ana), ['cy: of eve', 'of bo'])
})

scenario('after forty other entries, a boost shows the post again', async (world) => {
  const { ana, bo, cy, di } = await people(world)
  const post = await bo.post('news')
  for (let n = 0; n < REPEATS_APART - 1; n++) await di.post(`${n}`)
  await boost(cy, post)
  assert.equal((await entries(ana)).filter((entry) => /news/.test(entry)).length, 2)
  await boost(di, post)
  assert.equal((await entries(ana)).filter((entry) => /news/.test(entry)).length, 2)
})

scenario('if the boost that is shown ends, another one takes its place', async (world) => {
  const { ana, bo, cy, di, eve } = await people(world)
  const post = await eve.post('of eve')
  for (const by of [bo, cy, di]) await boost(by, post)
  await unboost(bo, post)
  assert.deepEqual(await entries(ana), ['cy: of eve'])
  await ana.unfollow(cy)
  assert.deepEqual(await entries(ana), ['di: of eve'])
  await ana.call('POST', `/api/v1/accounts/${di.id}/mute`)
  assert.deepEqual(await entries(ana), [])
  await eve.delete(post)
  await world.settle()
  assert.deepEqual(await entries(ana), [])
})

scenario('a post that arrives after a boost of it does not repeat it', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('mastodon.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await peer.actor('bo'), await peer.actor('cy')]
  for (const followed of [bo, cy]) {
    await ana.follow(followed.handle)
    await world.settle()
    const [follow] = peer.receivedOf('Follow').slice(-1)
    await followed.send(lagoon, followed.accept(follow as Record<string, unknown>))
    await world.settle()
  }
  const note = bo.note('late')
  await world.clock.advance('1m')
  await cy.send(lagoon, cy.announce(note.id))
  await world.settle()
  await bo.send(lagoon, bo.create(note))
  await world.settle()
  assert.equal((await entries(ana)).length, 1)
})

scenario('a follow and a return after a long absence add no repeats', async (world) => {
  const { ana, bo, cy, eve } = await people(world)
  const post = await eve.post('of eve')
  for (const by of [bo, cy]) await boost(by, post)
  await boost(eve, post)
  await ana.follow(eve)
  assert.deepEqual(await entries(ana), ['of eve'])
  await world.pass('30d', 2)
  const again = await bo.post('while ana was away')
  await boost(cy, again)
  await world.pass('1h')
  await ana.home()
  await world.settle()
  assert.deepEqual(await entries(ana), ['while ana was away', 'of eve'])
})

scenario('whatever comes and goes, no forty entries of home show a post twice, and none is lost', async (world) => {
  const { ana, bo, cy, di, eve } = await people(world)
  const random = numbers(7)
  const posts: StatusEntity[] = []
  for (let n = 0; n < 400; n++) {
    const by = [bo, cy, di][random(3)] as Person
    const post = posts[posts.length - 1 - random(Math.min(posts.length, 25))]
    const act = post ? random(10) : 0
    if (act < 2 || !post) posts.push(await (random(2) ? by : eve).post(`post ${n}`))
    else if (act < 7) await boost(by, post)
    else if (act < 9) await unboost(by, post)
    else await ana[random(2) ? 'follow' : 'unfollow'](by)
  }
  for (const followed of [bo, cy, di]) await ana.follow(followed)
  const shown = (await entries(ana)).map((entry) => entry.replace(/^\w+: /, ''))
  for (const [place, text] of shown.entries())
    assert.equal(
      shown.indexOf(text, place + 1) >= place + REPEATS_APART || shown.indexOf(text, place + 1) < 0,
      true,
      text,
    )
  const stored = await ana.server.app.db
    .selectFrom('home_entries as h')
    .innerJoin('statuses as s', 's.id', 'h.status_id')
    .innerJoin('statuses as o', (join) =>
      join.on((on) => on.or([on('o.id', '=', on.ref('s.boost_of_id')), on('o.id', '=', on.ref('s.id'))])),
    )
    .select('o.content')
    .where('h.account_id', '=', Number(ana.id))
    .where('o.boost_of_id', 'is', null)
    .execute()
  assert.deepEqual(new Set(shown), new Set(stored.map(({ content }) => content.replace(/<[^>]+>/g, ''))))
})

/** The same numbers in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}
