/** Letters through a real SMTP server: what they say, and that their links work once. */
import assert from 'node:assert/strict'
import { createToken } from '../../src/core/tokens/create.ts'
import { approveUser, rejectUser } from '../../src/core/users/approve.ts'
import { createUser } from '../../src/core/users/create.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import { createBrowser } from '../world/browser.ts'
import { pathIn } from '../world/letters.ts'
import { scenario } from '../world/scenario.ts'
import { type Received, startSmtp } from '../world/smtp.ts'
import type { World } from '../world/world.ts'

const PASSWORD = 'lagoon lagoon'
const CONFIRM = '/auth/confirm-email'
const RESET = '/auth/reset'

async function open(world: World, registrations = 'open') {
  const smtp = await startSmtp()
  const env = { ATOLL_MAIL_URL: smtp.url, ATOLL_REGISTRATIONS: registrations }
  const server = await world.server('lagoon.test', env)
  const browser = () =>
    createBrowser((request) => server.running.fetch(request, { remoteAddress: '127.0.0.1' }), server.origin)
  /** The letters that have arrived since the last call. */
  let seen = 0
  const letters = async (): Promise<Received[]> => {
    await world.settle()
    const fresh = smtp.received.slice(seen)
    seen = smtp.received.length
    return fresh
  }
  const signUp = (name: string, more: Record<string, string> = {}) => {
    const form = { username: name, email: `${name}@reef.test`, password: PASSWORD, reason: 'I like boats', ...more }
    const own = browser()
    return own.submit('/auth/sign-up', form).then((answer) => ({ browser: own, answer }))
  }
  const member = (username: string) =>
    createUser(server.app, { username, email: `${username}@reef.test`, password: PASSWORD })
  return {
    smtp,
    server,
    app: server.app,
    browser,
    letters,
    signUp,
    member,
    [Symbol.asyncDispose]: () => smtp[Symbol.asyncDispose](),
  }
}

const subjects = (letters: readonly Received[]) => letters.map(({ headers }) => headers.get('subject')?.[0])
const recipients = (letters: readonly Received[]) => letters.map(({ to }) => to[0]).toSorted()

scenario('an address is confirmed by the button behind the link in a letter, once', async (world) => {
  await using site = await open(world)
  const { browser } = await site.signUp('cy')
  const [letter, ...more] = await site.letters()
  assert.ok(letter)
  assert.equal(more.length, 0)
  assert.deepEqual([letter.from, letter.to], ['noreply@lagoon.test', ['cy@reef.test']])
  const header = (name: string) => letter.headers.get(name)?.join()
  assert.equal(header('from'), '"lagoon.test" <noreply@lagoon.test>')
  assert.equal(header('subject'), 'Confirm your e-mail address for lagoon.test')
  assert.equal(header('auto-submitted'), 'auto-generated')
  assert.match(header('message-id') ?? '', /^<letter\.\d+@lagoon\.test>$/)
  assert.ok(Math.abs(Date.parse(header('date') ?? '') - world.clock.now()) < 60_000)
  const path = pathIn(letter, CONFIRM)
  const scanner = site.browser()
  for (let opened = 0; opened < 3; opened++) assert.equal((await scanner.get(path)).status, 200)
  assert.match(await (await browser.get('/about')).text(), /Sign in/, 'opening the link changed nothing')
  const done = await browser.submit(path, {})
  assert.deepEqual([done.status, done.headers.get('location')], [303, '/home'])
  assert.match(await (await browser.get('/about')).text(), /Sign out/)
  assert.equal((await browser.get(path)).status, 403)
  assert.equal((await browser.submit(path, {}, { page: '/auth/reset' })).status, 403)
})

scenario('a link expires, and another letter has another one', async (world) => {
  await using site = await open(world)
  const { browser } = await site.signUp('cy')
  const [first] = await site.letters()
  await world.clock.advance('49h')
  assert.equal((await browser.get(pathIn(first as Received, CONFIRM))).status, 403)
  const again = await browser.submit('/auth/check-mail', { email: 'Cy.Right@reef.test' })
  assert.equal(again.headers.get('location'), '/auth/check-mail?sent')
  const [second] = await site.letters()
  assert.deepEqual(second?.to, ['cy.right@reef.test'])
  assert.equal((await browser.submit(pathIn(second, CONFIRM), {})).status, 303)
})

scenario('a forgotten password is replaced, which ends every way in (R-74)', async (world) => {
  await using site = await open(world)
  const { user } = await site.member('ana')
  const { key } = await createToken(site.app, user, { name: 'script', scopes: ['read'] })
  const old = site.browser()
  await old.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  await old.submit(RESET, { email: 'ANA@reef.test' })
  await old.submit(RESET, { email: 'ana@reef.test' })
  const [letter, other] = await site.letters()
  const path = pathIn(letter as Received, RESET)
  const fresh = site.browser()
  assert.equal((await fresh.get(path)).status, 200)
  assert.equal((await fresh.submit(path, { password: 'short' })).status, 422)
  assert.match(await (await fresh.submit(path, { password: 'another lagoon' })).text(), /signed out everywhere/)
  for (const used of [path, pathIn(other as Received, RESET)]) assert.equal((await fresh.get(used)).status, 403)
  assert.match(await (await old.get('/about')).text(), /Sign in/)
  const call = new Request(`${site.server.origin}/api/v1/preferences`, { headers: { authorization: `Bearer ${key}` } })
  assert.equal((await site.server.running.fetch(call, {})).status, 401)
  assert.equal((await fresh.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })).status, 422)
  assert.equal((await fresh.submit('/auth/sign-in', { login: 'ana', password: 'another lagoon' })).status, 303)
  assert.deepEqual(subjects(await site.letters()).toSorted(), [
    'A new sign-in to your account at lagoon.test',
    'Your password at lagoon.test has changed',
  ])
})

scenario('both addresses learn of a change, and the new one confirms it', async (world) => {
  await using site = await open(world)
  const { user } = await site.member('ana')
  const browser = site.browser()
  await browser.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  await world.clock.advance('11m')
  const asked = await browser.get('/settings/account')
  assert.equal(asked.headers.get('location'), '/auth/confirm?next=%2Fsettings%2Faccount', 'the password again')
  await browser.submit('/auth/confirm?next=%2Fsettings%2Faccount', { password: PASSWORD })
  const change = { email: 'ana@cove.test' }
  assert.equal((await browser.submit('/settings/account', { email: 'ana@@cove' })).status, 422)
  assert.equal((await browser.submit('/settings/account', change)).status, 303)
  assert.match(await (await browser.get('/settings/account')).text(), /ana@reef\.test.*ana@cove\.test/s)
  const letters = await site.letters()
  assert.deepEqual(recipients(letters), ['ana@cove.test', 'ana@reef.test'])
  const [toOld, toNew] = ['ana@reef.test', 'ana@cove.test'].map((to) => letters.find((one) => one.to[0] === to))
  assert.match(toOld?.text ?? '', /ana@cove\.test/)
  const stored = async () => (await findUserByName(site.app, 'ana'))?.user.email
  assert.equal(await stored(), 'ana@reef.test')
  assert.equal((await site.browser().submit(pathIn(toNew as Received, CONFIRM), {})).status, 200)
  assert.equal(await stored(), 'ana@cove.test')
  const told = await site.letters()
  assert.deepEqual(recipients(told), ['ana@reef.test'])
  assert.deepEqual(subjects(told), ['Your e-mail address at lagoon.test has changed'])
  assert.equal(user.email_confirmed_at, (await findUserByName(site.app, 'ana'))?.user.email_confirmed_at)
})

scenario('a sign-in with a new browser is told by letter, and so is a second factor', async (world) => {
  await using site = await open(world)
  const { user } = await site.member('ana')
  const browsers = [site.browser(), site.browser()]
  const signIn = async (at: number) => browsers[at]?.submit('/auth/sign-in', { login: 'ana', password: PASSWORD })
  await signIn(0)
  assert.deepEqual(await site.letters(), [], 'the first browser is nothing new')
  await signIn(1)
  await signIn(0)
  const [letter, ...more] = await site.letters()
  assert.equal(more.length, 0)
  assert.deepEqual(letter?.headers.get('subject'), ['A new sign-in to your account at lagoon.test'])
  assert.match(letter?.text ?? '', /127\.0\.0\.1.*20\d\d-\d\d-\d\d \d\d:\d\d UTC/s)
  for (const enabled of [true, false])
    await site.app.transaction((tx) =>
      tx.emit('user.second_factor_changed', { user_id: user.id, enabled, via: 'local' }),
    )
  assert.deepEqual(subjects(await site.letters()).toSorted(), [
    'Your account at lagoon.test has a second factor',
    'Your account at lagoon.test has no second factor any more',
  ])
})

scenario('a moderator’s decision arrives by letter, at addresses that are confirmed', async (world) => {
  await using site = await open(world, 'approval')
  for (const name of ['ana', 'bo', 'cy']) await site.signUp(name)
  const asked = await site.letters()
  for (const letter of asked.slice(0, 2)) await site.browser().submit(pathIn(letter, CONFIRM), {})
  const userOf = async (name: string) => (await findUserByName(site.app, name))?.user as never
  await approveUser(site.app, await userOf('ana'))
  await rejectUser(site.app, await userOf('bo'))
  await rejectUser(site.app, await userOf('cy'))
  const told = await site.letters()
  assert.deepEqual(recipients(told), ['ana@reef.test', 'bo@reef.test'])
  assert.deepEqual(subjects(told).toSorted(), ['Welcome to lagoon.test', 'Your request for an account at lagoon.test'])
})

scenario('a letter that cannot be sent is tried again, and survives a crash', async (world) => {
  await using site = await open(world)
  site.smtp.refuseWith = 451
  await site.signUp('cy')
  await world.settle()
  await world.crash(site.server)
  assert.deepEqual(await site.letters(), [])
  site.smtp.refuseWith = undefined
  await world.pass('3m', 2)
  assert.deepEqual(recipients(await site.letters()), ['cy@reef.test'])
  await world.pass('1h', 3)
  assert.deepEqual(await site.letters(), [], 'it arrives once')
})

scenario('an address that the mail server refuses is given up', async (world) => {
  await using site = await open(world)
  site.smtp.refuseWith = 550
  await site.signUp('cy')
  await world.settle()
  site.smtp.refuseWith = undefined
  await world.pass('1d', 3)
  assert.deepEqual(await site.letters(), [])
  assert.deepEqual(await site.app.db.selectFrom('jobs').select('name').where('name', 'like', 'send%').execute(), [])
})
