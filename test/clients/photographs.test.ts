/** Pictures at the pages, without scripts: four photographs with descriptions are posted, read, and looked at. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { findLocalAccount } from '../../src/core/accounts/find.ts'
import { picture } from '../world/photograph.ts'
import { uploaded } from '../world/uploads.ts'
import { browserTest, newProfile } from './chromium.ts'
import { postWith, press, signIn } from './member.ts'

const PASSWORD = 'lagoon lagoon'
const BOATS = ['red', 'green', 'blue', 'black']
/** A fifth of what web vitals call good: boxes are sized before their content loads. */
const MOST_SHIFT = 0.02

browserTest('four photographs with descriptions are posted without scripts', async ({ world, open }) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const bo = await reef.user('bo')
  const ana = await lagoon.user('ana', { password: PASSWORD })
  const account = await findLocalAccount(lagoon.app, 'ana')
  assert(account)
  await bo.follow(ana)
  await world.settle()
  const browser = await open(lagoon)
  const page = await (await newProfile(browser, { javaScriptEnabled: false })).newPage()
  await signIn(page, lagoon.origin, { login: 'ana', password: PASSWORD })
  await postPhotographs(page)
  await world.settle()
  const [seen] = await bo.home()
  assert.deepEqual(
    seen?.media_attachments.map(({ description }) => description),
    BOATS.map((colour) => `A ${colour} boat`),
  )
  await lookAtThem(page)
  const tall = await uploaded(lagoon.app, account, await picture({ width: 600, height: 1_200 }))
  await ana.post('One tall boat', { media_ids: [String(tall.id)] })
  const withScripts = await (await newProfile(browser)).newPage()
  assert.ok((await shiftOf(withScripts, `${lagoon.origin}/@ana`)) <= MOST_SHIFT)
})

async function postPhotographs(page: Page): Promise<void> {
  await using files = await photographs()
  const main = page.locator('main')
  await page
    .getByText('Pictures, films and sounds')
    .or(page.getByText('Pictures', { exact: true }))
    .first()
    .click()
  await page.getByLabel('Add up to 4 files').setInputFiles(files.paths.slice(0, 3))
  await page.getByLabel('What do you want to say?').fill('Four boats')
  await press(page, 'Post', main)
  assert.match((await page.getByRole('status').textContent()) ?? '', /Describe them/)
  await page.getByLabel('Add one file').setInputFiles(files.paths.slice(3))
  await press(page, /^Add$/, main)
  for (const [at, colour] of BOATS.entries()) await page.getByLabel('Description').nth(at).fill(`A ${colour} boat`)
  await page.getByLabel('Keep in view where it is cropped').first().selectOption('Top right')
  // Enter in a field of one line posts. It must not press the button that happens to be first.
  await page.getByLabel('Content warning').press('Enter')
  await page.waitForURL('**/home')
}

async function photographs() {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-boats-'))
  const paths = BOATS.map((colour) => join(folder, `${colour}.jpg`))
  for (const [at, colour] of BOATS.entries())
    await writeFile(paths[at] ?? '', await picture({ colour, width: 640, height: 480 + 100 * at }))
  return { paths, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

async function lookAtThem(page: Page): Promise<void> {
  const post = postWith(page, 'Four boats')
  assert.equal(await post.getByRole('img', { name: /^A \w+ boat$/ }).count(), 4)
  await post.getByText('Alt text').click()
  assert.match((await post.locator('.alt').textContent()) ?? '', /A red boat.*A black boat/s)
  await press(page, 'A red boat', post)
  assert.match((await page.locator('figcaption').textContent()) ?? '', /A red boat/)
  for (const colour of BOATS.slice(1)) {
    await press(page, 'Next')
    assert.equal(await page.locator('figcaption').textContent(), `A ${colour} boat`)
  }
  assert.equal(await page.getByRole('link', { name: 'Next' }).count(), 0)
  await press(page, 'Back to the post')
  assert.equal(await page.getByRole('article').count(), 1)
}

/** How far the content of a page moves while it loads, as Chromium measures it. */
async function shiftOf(page: Page, address: string): Promise<number> {
  await page.addInitScript(() => {
    const page = globalThis as unknown as { shift: number }
    page.shift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) page.shift += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(address, { waitUntil: 'networkidle' })
  return page.evaluate(() => (globalThis as unknown as { shift: number }).shift)
}
