/** A visitor follows an account here from the server where their own account is (E-04). */
import assert from 'node:assert/strict'
import { type Browser, createBrowser } from '../world/browser.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'

const PASSWORD = 'reef reef reef'
const browserAt = (server: TestServer): Browser => createBrowser((request) => server.fetch(request), server.origin)
const locationOf = (answer: Response) => answer.headers.get('location') ?? ''

scenario('a visitor names their server, signs in there, and follows with one button', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const ana = await lagoon.user('ana')
  await reef.user('bo', { password: PASSWORD })
  const there = await browserAt(lagoon).submit('/@ana/follow', { handle: '@bo@reef.test' })
  assert.equal(there.status, 303)
  assert.equal(locationOf(there), 'https://reef.test/authorize_interaction?uri=ana%40lagoon.test')
  const home = browserAt(reef)
  const signIn = locationOf(await home.get(locationOf(there).slice(reef.origin.length)))
  assert.match(signIn, /^\/auth\/sign-in\?next=/)
  const card = locationOf(await home.submit(signIn, { login: 'bo', password: PASSWORD }))
  assert.match(await (await home.get(card)).text(), /Follow this account\?.*ana@lagoon\.test/s)
  const done = await home.submit('/@ana@lagoon.test/follow', { back: card }, { page: card })
  assert.equal(locationOf(done), card)
  await world.settle()
  assert.match(await (await home.get(card)).text(), /Done.*You follow this account/s)
  assert.deepEqual(await ana.notified(), ['follow bo@reef.test'])
})

scenario('an account of this very server leads to the sign-in here', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  await lagoon.user('ana')
  const answer = await browserAt(lagoon).submit('/@ana/follow', { handle: 'cleo@LAGOON.test' })
  assert.equal(locationOf(answer), '/authorize_interaction?uri=ana%40lagoon.test')
})
