import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'

scenario('home is rebuilt when its owner returns after a long absence', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  await ana.post('long ago')
  await world.settle()
  await world.pass('30d', 2)
  await ana.post('while bo was away')
  await world.settle()
  await world.pass('1h')
  await bo.home()
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), ['while bo was away', 'long ago'])
})

scenario('a follow adds the latest posts of the followed account to home', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const [ana, bo] = [await lagoon.user('ana'), await lagoon.user('bo')]
  for (let n = 0; n < 25; n++) {
    await ana.post(`post ${n}`)
    await world.clock.advance('1m')
  }
  await bo.follow(ana)
  await world.settle()
  const home = await bo.home('?limit=40')
  assert.equal(home.length, 20)
  assert.match(home[0]?.content ?? '', /post 24/)
})

scenario('pages of home stay stable while new posts arrive', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  for (let n = 0; n < 10; n++) await ana.post(`${n}`)
  const first = await ana.home('?limit=4')
  await ana.post('meanwhile')
  const second = await ana.home(`?limit=4&max_id=${first.at(-1)?.id}`)
  const third = await ana.home(`?limit=4&max_id=${second.at(-1)?.id}`)
  const texts = [...first, ...second, ...third].map(({ content }) => content.replace(/<[^>]+>/g, ''))
  assert.deepEqual(texts, ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
  const newer = await ana.home(`?min_id=${first[0]?.id}`)
  assert.deepEqual(
    newer.map(({ content }) => content.replace(/<[^>]+>/g, '')),
    ['meanwhile'],
  )
})

scenario('a reply is in home if its reader follows both accounts (A-45)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await lagoon.user('bo'), await lagoon.user('cy')]
  await cy.follow(ana)
  const post = await bo.post('of bo')
  await ana.reply(post, 'to bo')
  assert.deepEqual(await cy.homeTexts(), [], 'cy does not follow bo yet (A-45)')
  await cy.follow(bo)
  const another = await bo.post('of bo again')
  await ana.reply(another, 'to bo again')
  assert.equal((await cy.homeTexts()).includes('to bo again'), true)
})
