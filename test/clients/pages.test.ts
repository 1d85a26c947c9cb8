/** Every page in a real browser: in light and dark, on a wide screen and one of 360 px, for visitors and for members. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { inhabit, PASSWORD } from './addresses.ts'
import { browserTest, newProfile } from './chromium.ts'

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 360, height: 740 }
/** The rules of axe whose result depends on colours. */
const COLOURS: RunOptions = { runOnly: ['color-contrast', 'link-in-text-block'] }
/** The rules of axe whose result depends on the place. */
const PLACES: RunOptions = { runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable'] }

browserTest('no page has a fault that axe finds, nor is wider than a screen of 360 px', async ({ world, open }) => {
  const { lagoon, addresses } = await inhabit(world)
  const browser = await open(lagoon)
  const faults: string[] = []
  for (const isMember of [false, true]) {
    const page = await (await newProfile(browser)).newPage()
    if (isMember) await signIn(page, lagoon.origin)
    const seen = new Set<string>()
    for (const address of addresses) {
      const answer = await page.goto(lagoon.origin + address)
      assert.ok((answer?.status() ?? 500) < 500, address)
      const arrived = new URL(page.url())
      // Several addresses lead to the sign-in page or home.
      const place = arrived.pathname === '/auth/sign-in' ? arrived.pathname : arrived.href
      if (seen.has(place)) continue
      seen.add(place)
      for (const fault of await inspect(page)) faults.push(`${address} for ${isMember ? 'ana' : 'a visitor'}: ${fault}`)
    }
    assert.ok(seen.size >= 15, `${seen.size} pages were seen.`)
  }
  assert.deepEqual(faults, [])
})

async function signIn(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/auth/sign-in`)
  await page.getByLabel('Username or e-mail').fill('ana')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** @returns a line for each fault */
async function inspect(page: Page): Promise<string[]> {
  // Not as an element of the page, whose policy allows no script.
  await page.evaluate(AXE)
  const faults: string[] = []
  const look = async (name: string, options: RunOptions) => {
    for (const { id, nodes } of await runAxe(page, options))
      faults.push(`${name}: ${id} at ${nodes.map(({ html }) => html.slice(0, 120)).join(', ')}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(WIDE)
  await look('light', {})
  await page.emulateMedia({ colorScheme: 'dark' })
  await look('dark', COLOURS)
  await page.setViewportSize(NARROW)
  await look('360 px', PLACES)
  const width = await page.evaluate('document.documentElement.scrollWidth')
  if (width !== NARROW.width) faults.push(`${width} px wide on a screen of ${NARROW.width} px`)
  return faults
}

function runAxe(page: Page, options: RunOptions): Promise<AxeResults['violations']> {
  return page.evaluate(async (given) => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }
    return (await axe.run(given)).violations
  }, options)
}
