/** What strangers could learn from sign-up and reset, or do with our letters (cases 97 and 98). */
import assert from 'node:assert/strict'
import { createUser } from '../../src/core/users/create.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import { pruneUnconfirmed, UNCONFIRMED_KEPT_MS } from '../../src/core/users/prune-unconfirmed.ts'
import { HOUR } from '../../src/lib/durations.ts'
import { createBrowser } from '../world/browser.ts'
import { pathIn } from '../world/letters.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

const PASSWORD = 'lagoon lagoon'

async function open(world: World, env: Record<string, string> = {}) {
  const server = await world.server('lagoon.test', { ATOLL_REGISTRATIONS: 'open', ...env })
  const browser = () => createBrowser((request) => server.running.fetch(request, {}), server.origin)
  await createUser(server.app, { username: 'ana', email: 'ana@reef.test', password: PASSWORD })
  const signUp = async (username: string, email: string) => {
    const own = browser()
    const answer = await own.submit('/auth/sign-up', { username, email, password: PASSWORD })
    return { browser: own, answer }
  }
  return { server, app: server.app, browser, signUp, letters: server.mailbox.letters }
}

/** An answer without what is random or names the account. */
async function shapeOf(answer: Response, ...words: string[]): Promise<string> {
  const cookies = answer.headers.getSetCookie().map((line) => line.replace(/=[\w-]{43}/, '=…'))
  const text = (await answer.text()).replace(/value="[\w-]{43}"/g, 'value="…"')
  const all = JSON.stringify([answer.status, answer.headers.get('location'), cookies, text])
  return words.reduce((shape, word) => shape.replaceAll(word, '…'), all)
}

scenario('sign-up with an address that is taken looks the same, before and after (case 97)', async (world) => {
  const site = await open(world)
  const shapes: string[][] = []
  for (const [name, email] of [
    ['eve', 'ana@reef.test'],
    ['bob', 'new@reef.test'],
  ] as const) {
    const { browser, answer } = await site.signUp(name, email)
    const shape = async (response: Response) => shapeOf(response, name, email)
    shapes.push([
      await shape(answer),
      await shape(await browser.get('/auth/check-mail')),
      await shape(await browser.submit('/auth/check-mail', {})),
      await shape((await site.signUp(name, 'other@reef.test')).answer),
      await shape(await site.browser().submit('/auth/sign-in', { login: email, password: 'a wrong guess' })),
      await shape(await site.browser().submit('/auth/sign-in', { login: email, password: `${PASSWORD}!` })),
      await shape(await site.browser().submit('/auth/sign-in', { login: name, password: PASSWORD })),
      await shape(await browser.get('/about')),
    ])
  }
  assert.match(shapes[0]?.[1] ?? '', /Check your mail/)
  assert.deepEqual(shapes[0], shapes[1])
})

scenario('the owner of a taken address learns of it by letter, and nobody else gets the address', async (world) => {
  const site = await open(world)
  const { browser } = await site.signUp('eve', 'ANA@reef.test')
  await world.settle()
  const [letter, ...more] = site.letters
  assert.equal(more.length, 0)
  assert.equal(letter?.to, 'ana@reef.test')
  assert.match(letter?.subject ?? '', /already have an account/)
  assert.match(letter?.text ?? '', /@ana/)
  for (const part of [letter?.text, letter?.html]) assert.doesNotMatch(part ?? '', /confirm-email|eve/)
  assert.match(await (await browser.get('/about')).text(), /Sign in/)
  assert.equal((await findUserByName(site.app, 'ana'))?.user.email, 'ana@reef.test')
})

scenario('a sign-up that nobody confirms is deleted after a week, with what is known about it', async (world) => {
  const site = await open(world)
  await site.signUp('eve', 'ana@reef.test')
  await world.clock.advance(`${UNCONFIRMED_KEPT_MS - 1}ms`)
  await pruneUnconfirmed.run(site.app)
  assert.ok(await findUserByName(site.app, 'eve'))
  await world.clock.advance('1ms')
  await pruneUnconfirmed.run(site.app)
  assert.equal(await findUserByName(site.app, 'eve'), undefined)
  assert.ok(await findUserByName(site.app, 'ana'))
  for (const table of ['one_time_links', 'sessions'] as const)
    assert.deepEqual(await site.app.db.selectFrom(table).selectAll().execute(), [])
})

scenario('a new password undoes a change of address that an intruder asked for (R-74)', async (world) => {
  const site = await open(world)
  const intruder = site.browser()
  await intruder.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  await intruder.submit('/settings/account', { email: 'eve@evil.test' })
  await world.settle()
  const stolen = pathIn(site.letters.find(({ to }) => to === 'eve@evil.test') ?? assert.fail(), '/auth/confirm-email')
  const owner = site.browser()
  await owner.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  assert.equal((await owner.submit('/settings/security', { password: 'another lagoon' })).status, 303)
  assert.equal((await intruder.submit(stolen, {}, { page: '/auth/sign-in' })).status, 403)
  const user = (await findUserByName(site.app, 'ana'))?.user
  assert.deepEqual([user?.email, user?.unconfirmed_email], ['ana@reef.test', null])
})

scenario('of two who sign up with one address, whoever confirms it first has it', async (world) => {
  const site = await open(world)
  const [eve, bob] = [await site.signUp('eve', 'new@reef.test'), await site.signUp('bob', 'new@reef.test')]
  await world.settle()
  const paths = site.letters.map((letter) => pathIn(letter, '/auth/confirm-email'))
  assert.equal((await bob.browser.submit(paths[1] ?? '', {})).status, 303)
  assert.equal((await eve.browser.submit(paths[0] ?? '', {})).status, 409)
  assert.match(await (await eve.browser.get('/about')).text(), /Sign in/)
})

scenario(
  'a reset for an address that nobody has does the same as for one that somebody has (case 97)',
  async (world) => {
    const site = await open(world)
    const shapes: string[] = []
    const jobs: unknown[] = []
    for (const email of ['ana@reef.test', 'nob@reef.test']) {
      shapes.push(await shapeOf(await site.browser().submit('/auth/reset', { email }), email))
      const waiting = await site.app.db
        .selectFrom('jobs')
        .select(['name', 'payload'])
        .where('name', '=', 'sendReset')
        .execute()
      jobs.push(JSON.stringify(waiting).replaceAll(email, '…'))
      await world.settle()
    }
    assert.equal(shapes[0], shapes[1])
    assert.equal(jobs[0], jobs[1], 'the same is written while the person waits')
    assert.deepEqual(
      site.letters.map(({ to }) => to),
      ['ana@reef.test'],
    )
  },
)

scenario('no address (R-80) and no name adds a header or a recipient (case 98)', async (world) => {
  const site = await open(world)
  for (const email of [
    'a@reef.test\r\nBcc: eve@evil.test',
    '"a\r\nBcc: eve@evil.test"@reef.test',
    'a@reef.test,eve@evil.test',
    'a@reef.test (eve)',
    'a@b@reef.test',
    'eve%evil.test@reef.test',
    'ä@reef.test',
    'a@rèef.test',
    '<a@reef.test>',
  ]) {
    assert.equal((await site.signUp('eve', email)).answer.status, 422, email)
    assert.equal((await site.browser().submit('/auth/reset', { email })).status, 200, email)
  }
  await world.settle()
  assert.deepEqual(site.letters, [])
})

scenario('an address gets a few letters an hour at most, and notices of its login all the same', async (world) => {
  const site = await open(world, { ATOLL_RATE_LIMITS: 'yes' })
  for (let asked = 0; asked < 12; asked++) await site.browser().submit('/auth/reset', { email: 'Ana@reef.test' })
  await world.settle()
  assert.equal(site.letters.length, 5)
  const [letter] = site.letters
  assert.ok(letter)
  const done = await site.browser().submit(pathIn(letter, '/auth/reset'), { password: 'another lagoon' })
  assert.equal(done.status, 200)
  await world.settle()
  assert.match(site.letters.at(-1)?.subject ?? '', /password .* has changed/)
  await world.clock.advance(`${HOUR}ms`)
  await site.browser().submit('/auth/reset', { email: 'ana@reef.test' })
  await world.settle()
  assert.equal(site.letters.length, 7)
})

scenario('a guessed link, or one for another purpose, does nothing', async (world) => {
  const site = await open(world)
  await site.signUp('cy', 'cy@reef.test')
  await world.settle()
  const path = pathIn(site.letters[0] ?? assert.fail(), '/auth/confirm-email')
  const token = path.split('/').at(-1)
  for (const wrong of [
    `/auth/reset/${token}`,
    `/auth/confirm-email/${token}x`,
    `/auth/confirm-email/${'A'.repeat(43)}`,
  ])
    assert.ok([403, 404].includes((await site.browser().get(wrong)).status), wrong)
  const stored = JSON.stringify(await site.app.db.selectFrom('one_time_links').selectAll().execute())
  assert.ok(!stored.includes(token ?? ''), 'only a hash is stored (R-85)')
  const jobs = JSON.stringify(await site.app.db.selectFrom('jobs').selectAll().execute())
  assert.ok(!jobs.includes(token ?? ''))
})

scenario('a link from another site’s page does not confirm or reset anything (R-83)', async (world) => {
  const site = await open(world)
  await site.signUp('cy', 'cy@reef.test')
  await world.settle()
  const path = pathIn(site.letters[0] ?? assert.fail(), '/auth/confirm-email')
  const headers = { origin: 'https://evil.test' }
  assert.equal((await site.browser().submit(path, {}, { headers })).status, 403)
  const untouched = await site.server.running.fetch(
    new Request(site.server.origin + path, { method: 'POST', body: new URLSearchParams() }),
    {},
  )
  assert.equal(untouched.status, 403)
  assert.equal((await site.browser().submit(path, {})).status, 200)
})
