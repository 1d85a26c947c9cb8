/** Every page in a real browser: in light and dark, on a wide screen and one of 360 px, for visitors and for members. */
import assert from 'node:assert/strict'
import { inhabit, PASSWORD } from './addresses.ts'
import { browserTest, newProfile } from './chromium.ts'
import { inspect } from './inspect.ts'
import { signIn } from './member.ts'

browserTest('no page has a fault that axe finds, nor is wider than a screen of 360 px', async ({ world, open }) => {
  const { lagoon, addresses } = await inhabit(world)
  const browser = await open(lagoon)
  const faults: string[] = []
  for (const isMember of [false, true]) {
    const page = await (await newProfile(browser)).newPage()
    if (isMember) await signIn(page, lagoon.origin, { login: 'ana', password: PASSWORD })
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
