/** A day of a member at the pages, with scripts allowed and without: the pages need none. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Person } from '../world/person.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'
import { browserTest, newProfile } from './chromium.ts'
import { inspect } from './inspect.ts'
import { follow, post, postWith, press, reply, signIn } from './member.ts'

const PASSWORD = 'lagoon lagoon'

interface Day {
  world: World
  lagoon: TestServer
  /** Who lives on the other server. */
  bo: Person
  page: Page
  name: string
}

browserTest('a member spends a day, with scripts and without', async ({ world, open }) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const bo = await reef.user('bo')
  const browser = await open(lagoon)
  for (const [name, javaScriptEnabled] of [
    ['ana', true],
    ['cy', false],
  ] as const) {
    await lagoon.user(name, { password: PASSWORD })
    const page = await (await newProfile(browser, { javaScriptEnabled })).newPage()
    const day = { world, lagoon, bo, page, name }
    const faults = await wrongPassword(day, javaScriptEnabled)
    await signIn(page, lagoon.origin, { login: name, password: PASSWORD })
    await writeAndChange(day)
    await talk(day)
    await decideWhoComes(day)
    await leave(day)
    assert.deepEqual(faults, [])
  }
})

/** @returns what axe finds on the page that says so */
async function wrongPassword({ page, lagoon, name }: Day, canInspect: boolean): Promise<string[]> {
  await signIn(page, lagoon.origin, { login: name, password: 'wrong wrong' })
  assert.ok(await page.getByRole('alert').textContent())
  assert.equal(await page.getByLabel('Username or e-mail').inputValue(), name)
  return canInspect ? inspect(page) : []
}

async function writeAndChange({ page, lagoon, name }: Day): Promise<void> {
  const long = 'too long '.repeat(1_000)
  await post(page, long)
  assert.equal(await page.getByRole('textbox', { name: 'What do you want to say?' }).inputValue(), long)
  await page.goto(`${lagoon.origin}/compose`)
  await page.getByLabel('Content warning').fill('boats')
  await page.getByLabel('Who can see it').selectOption('followers')
  await post(page, `The boats of ${name} are back.`)
  const written = postWith(page, `The boats of ${name}`)
  assert.match((await written.textContent()) ?? '', /Followers only.*boats.*are back/s)
  await press(page, 'Edit', written)
  await page.getByLabel('Your post').fill(`All nine boats of ${name} are back.`)
  await press(page, 'Save', page.locator('main'))
  await press(page, 'Delete', postWith(page, `All nine boats of ${name}`))
  await press(page, 'Delete', page.locator('main form.decision'))
  await page.goto(`${lagoon.origin}/@${name}`)
  assert.equal(await page.locator('article', { hasText: 'boats of' }).count(), 0)
}

async function talk({ page, lagoon, world, bo, name }: Day): Promise<void> {
  await follow(page, lagoon.origin, bo.handle)
  await world.settle()
  const words = `What a tide, ${name}.`
  await bo.post(words)
  await world.settle()
  await page.goto(`${lagoon.origin}/home`)
  for (const action of ['Like', 'Boost', 'Bookmark']) await press(page, action, postWith(page, words))
  assert.equal(await postWith(page, words).locator('[aria-pressed=true]').count(), 3)
  await reply(page, words, `${name} sees it.`)
  await world.settle()
  const seen = (await bo.notified()).filter((line) => line.endsWith(` ${name}@lagoon.test`))
  assert.deepEqual(
    seen.toSorted(),
    ['favourite', 'follow', 'mention', 'reblog'].map((type) => `${type} ${name}@lagoon.test`),
  )
  await page.goto(`${lagoon.origin}/bookmarks`)
  await press(page, 'Bookmarked', postWith(page, words))
  assert.equal(await page.locator('article', { hasText: words }).count(), 0)
}

async function decideWhoComes({ page, lagoon, world, bo, name }: Day): Promise<void> {
  await page.goto(`${lagoon.origin}/settings/profile`)
  await page.getByLabel('Name', { exact: true }).fill(`${name} of the lagoon`)
  await page.getByLabel('Approve followers yourself').check()
  await press(page, 'Save', page.locator('main'))
  await bo.follow(`${name}@lagoon.test`)
  await world.settle()
  await page.goto(`${lagoon.origin}/follow-requests`)
  await press(page, /^Accept/, page.locator('main'))
  await world.settle()
  assert.equal((await bo.relationship(`${name}@lagoon.test`)).following, true)
  await page.goto(`${lagoon.origin}/@${bo.handle}`)
  await press(page, 'Block…', page.locator('main'))
  await press(page, /^Block/, page.locator('main form'))
  assert.equal(await page.getByRole('button', { name: /^Unblock/ }).count(), 1)
  await world.settle()
  assert.equal((await bo.relationship(`${name}@lagoon.test`)).following, false)
  await press(page, /^Unblock/, page.locator('main'))
}

async function leave({ page, lagoon }: Day): Promise<void> {
  await page.goto(`${lagoon.origin}/settings/sessions`)
  assert.equal(await page.locator('main ul.rows > li').count(), 1)
  await press(page, 'Sign out', page.locator('nav'))
  await page.goto(`${lagoon.origin}/home`)
  assert.equal(new URL(page.url()).pathname, '/auth/sign-in')
}
