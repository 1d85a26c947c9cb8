/** Webhooks in a real browser, without scripts, and a receiver on a socket. */
import assert from 'node:assert/strict'
import { WebhookReceiver } from '../world/webhook-receiver.ts'
import { PASSWORD } from './addresses.ts'
import { browserTest, newProfile } from './chromium.ts'
import { inspect } from './inspect.ts'
import { press, signIn } from './member.ts'

browserTest('a person makes a webhook, tests it, and sees in its log what it was told', async ({ world, open }) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana', { password: PASSWORD, email: 'ana@example.org', role: 'admin' })
  await using receiver = await WebhookReceiver.open(world)
  const page = await (await newProfile(await open(lagoon))).newPage()
  const faults: string[] = []
  const look = async (where: string) => {
    for (const fault of await inspect(page)) faults.push(`${where}: ${fault}`)
  }
  await signIn(page, lagoon.origin, { login: 'ana', password: PASSWORD })
  await page.goto(`${lagoon.origin}/settings/webhooks`)
  await press(page, 'Make a webhook')
  await look('new webhook')
  await page.getByLabel('Address to call').fill(receiver.url)
  await page.getByLabel('You post or boost').check()
  await press(page, 'Make the webhook')
  receiver.secret = (await page.locator('code.key').textContent()) ?? ''
  await look('secret')
  await press(page, 'I have stored it')
  await press(page, 'Send a test')
  receiver.status = 500
  await ana.post('hello')
  await world.settle()
  receiver.status = 204
  await world.pass('1m')
  await page.goto(page.url())
  assert.deepEqual(receiver.types.sort(), ['status.posted', 'webhook.test'])
  await page.getByText('Body').first().click()
  assert.match((await page.textContent('main')) ?? '', /status\.posted.*delivered \(204\).*"content": "<p>hello<\/p>"/s)
  await look('log')
  await press(page, 'Deliver these again')
  await press(page, 'Change or delete')
  await look('edit')
  await page.goto(`${lagoon.origin}/settings/webhooks`)
  await look('list')
  assert.deepEqual(faults, [])
})
