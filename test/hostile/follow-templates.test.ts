/** A visitor is sent where their own server says, and no server says anything but a web address (case 68, R-79). */
import assert from 'node:assert/strict'
import { RATES } from '../../src/core/rate-limits/rates.ts'
import { createBrowser } from '../world/browser.ts'
import { scenario } from '../world/scenario.ts'

const SUBSCRIBE = 'http://ostatus.org/schema/1.0/subscribe'
const HOSTILE = [
  'javascript:alert({uri})',
  'data:text/html,{uri}',
  'http://evil.test/{uri}',
  '//evil.test/{uri}',
  '/{uri}',
  'https://user:secret@evil.test/{uri}',
  'https://evil.test/without-place',
  'https://{uri',
  'https:// evil.test/{uri}',
  'https://evil.test/{uri}\r\nset-cookie: a=b',
  { uri: 'https://evil.test/{uri}' },
]

scenario('a hostile template leads nowhere, and is explained', async (world) => {
  const lagoon = await world.server('lagoon.test')
  await lagoon.user('ana')
  const evil = await world.peer('evil.test')
  const actor = await evil.actor('mal')
  const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  const follow = async (template: unknown) => {
    const self = { rel: 'self', type: 'application/activity+json', href: actor.id }
    evil.answerWebfinger({ subject: 'acct:mal@evil.test', links: [self, { rel: SUBSCRIBE, template }] })
    return browser.submit('/@ana/follow', { handle: 'mal@evil.test' })
  }
  for (const template of HOSTILE) {
    const answer = await follow(template)
    assert.deepEqual([answer.status, answer.headers.get('location')], [404, null], JSON.stringify(template))
    assert.match(await answer.text(), /evil\.test does not say how to follow/)
  }
  const plain = await follow('https://evil.test/x?a={uri}&b=$&')
  assert.equal(plain.headers.get('location'), 'https://evil.test/x?a=ana%40lagoon.test&b=$&')
})

scenario('what is typed is no address to fetch, and a network asks only so many servers', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_RATE_LIMITS: 'yes' })
  await lagoon.user('ana')
  const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  const follow = (handle: string) => browser.submit('/@ana/follow', { handle })
  for (const handle of ['', 'bo', '@', 'bo@', 'https://reef.test/@bo', 'bo@reef.test/x', 'a@b@c.test'])
    assert.ok([404, 422, 503].includes((await follow(handle)).status), handle)
  assert.deepEqual(world.tape.format(), '')
  for (let n = 0; n < RATES.remoteFollow.max; n++) await follow(`bo@nowhere${n}.test`)
  assert.equal((await follow('bo@nowhere.test')).status, 429)
})
