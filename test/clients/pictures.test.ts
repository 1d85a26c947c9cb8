/** A person gives their profile pictures in a real browser without JavaScript. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { picture } from '../world/photograph.ts'
import { browserTest, newProfile } from './chromium.ts'
import { inspect } from './inspect.ts'
import { press, signIn } from './member.ts'

const PASSWORD = 'lagoon lagoon'

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer })
const part = (page: Page, title: string) => page.locator('fieldset.picture', { hasText: title })

/** The pictures of the page with their alt texts, once all of them are loaded. */
async function picturesOf(page: Page, selector: string): Promise<(string | null)[]> {
  const found = page.locator(selector)
  for (const one of await found.all())
    assert.ok(await one.evaluate((image) => (image as HTMLImageElement).decode().then(() => true)))
  return Promise.all((await found.all()).map((one) => one.getAttribute('alt')))
}

browserTest('a profile gets an avatar and a header with descriptions, and loses them', async ({ world, open }) => {
  const lagoon = await world.server('lagoon.test')
  await lagoon.user('ana', { password: PASSWORD, email: 'ana@example.org' })
  const browser = await open(lagoon)
  const page = await (await newProfile(browser, { javaScriptEnabled: false })).newPage()
  await signIn(page, lagoon.origin, { login: 'ana', password: PASSWORD })
  await page.goto(`${lagoon.origin}/settings/profile`)

  await part(page, 'Avatar')
    .getByLabel('Picture')
    .setInputFiles(file('ana.jpg', Buffer.from('no picture')))
  await part(page, 'Avatar').getByLabel('Description').fill('Ana in the sea')
  await press(page, 'Save')
  assert.match((await part(page, 'Avatar').locator('.wrong').textContent()) ?? '', /not a picture/)
  assert.equal(await part(page, 'Avatar').getByLabel('Description').inputValue(), 'Ana in the sea')

  await part(page, 'Avatar')
    .getByLabel('Picture')
    .setInputFiles(file('ana.jpg', await picture({ colour: '#b64' })))
  await part(page, 'Header')
    .getByLabel('Picture')
    .setInputFiles(file('sea.jpg', await picture({ width: 900 })))
  await part(page, 'Header').getByLabel('Description').fill('The lagoon in the morning')
  await press(page, 'Save')
  assert.equal(await page.getByRole('status').textContent(), 'Saved.')
  assert.deepEqual(await picturesOf(page, 'fieldset.picture > img'), ['Your avatar', 'Your header'])

  const visitor = await (await newProfile(browser)).newPage()
  await visitor.goto(`${lagoon.origin}/@ana`)
  assert.deepEqual(await picturesOf(visitor, '.banner, .avatar'), ['The lagoon in the morning', 'Ana in the sea'])
  assert.deepEqual(await inspect(visitor), [])
  await signIn(visitor, lagoon.origin, { login: 'ana', password: PASSWORD })
  await visitor.goto(`${lagoon.origin}/settings/profile`)
  assert.deepEqual(await inspect(visitor), [])

  await page.getByLabel('Remove the header').check()
  await press(page, 'Save')
  await page.goto(`${lagoon.origin}/@ana`)
  assert.deepEqual(await picturesOf(page, 'main .banner, main .avatar'), ['Ana in the sea'])
})
