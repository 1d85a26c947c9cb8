import assert from 'node:assert/strict'
import { test } from 'node:test'
import { led, openSite } from '../../../../../test/world/site.ts'
import { createUser } from '../../../../core/users/create.ts'
import { listDeliveries, listWebhooks } from '../../../../core/webhooks/find.ts'

const LIST = '/settings/webhooks'
const NEW = `${LIST}/new`
const URL = 'https://hook.test/events'

test('a member makes a webhook, sees its secret once, tests it, and asks for the log again', async () => {
  await using site = await openSite()
  const { browser, account } = await site.member('ana')
  const { app } = site
  const user = await app.db
    .selectFrom('users')
    .selectAll()
    .where('account_id', '=', account.id)
    .executeTakeFirstOrThrow()
  const made = await (await browser.submit(NEW, { url: URL, 'tell status.posted': 'on' })).text()
  assert.match(made, /<code class="key">whsec_[\w+/=]{44}<\/code>/)
  const [webhook] = await listWebhooks(app, user)
  assert.ok(webhook)
  assert.doesNotMatch(JSON.stringify(webhook), /whsec_/)
  assert.match(await (await browser.get(LIST)).text(), /hook\.test\/events.*1 event.*On, nothing delivered yet/s)
  const path = `${LIST}/${webhook.id}`
  assert.deepEqual(led(await browser.submit(path, { act: 'test' })), [303, `${path}?tested=1`])
  const page = await (await browser.get(path)).text()
  assert.match(page, /webhook\.test.*waiting.*msg_\d+.*&quot;webhook_id&quot;/s)
  assert.doesNotMatch(page, /whsec_/)
  await app.db.updateTable('webhook_deliveries').set({ state: 'failed', error: 'answered 500', attempts: 9 }).execute()
  assert.match(await (await browser.get(path)).text(), /not delivered \(9 attempts, answered 500\)/)
  const [delivery] = await listDeliveries(app, webhook, { limit: 9 })
  const one = { act: 'replay', delivery: String(delivery?.id) }
  assert.deepEqual(led(await browser.submit(path, one)), [303, `${path}?replayed=1`])
  await app.db.updateTable('webhook_deliveries').set({ state: 'failed' }).execute()
  const span = { act: 'replay', since: '2025-01-01T00:00', until: '2025-02-01T00:00', failed: 'on' }
  assert.deepEqual(led(await browser.submit(path, span)), [303, `${path}?replayed=0`])
  assert.deepEqual(led(await browser.submit(path, { act: 'replay', failed: 'on' })), [303, `${path}?replayed=1`])
  assert.match(await (await browser.get(`${path}?replayed=1`)).text(), /1 event is delivered again\./)
  assert.match(
    await (await browser.get(`${path}?replayed=0`)).text(),
    /nothing to deliver again\..*a test tries it now/,
  )
})

test('a member switches a webhook off and on, changes it, rotates its secret, and deletes it', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const { app } = site
  await browser.submit(NEW, { url: URL, 'tell status.posted': 'on' })
  const stored = () => app.db.selectFrom('webhooks').selectAll().executeTakeFirst()
  const first = await stored()
  const path = `${LIST}/${first?.id}`
  await browser.submit(path, { act: 'off' })
  assert.equal((await stored())?.off_reason, 'owner')
  assert.match(await (await browser.get(path)).text(), /Off since .* You switched it off\..*Switch on/s)
  assert.equal((await browser.submit(path, { act: 'test' })).status, 409)
  await browser.submit(path, { act: 'on' })
  assert.equal((await stored())?.off_at, null)
  const edit = `${path}/edit`
  const wrong = await browser.submit(edit, { url: 'http://hook.test/', 'tell follow.received': 'on' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /value="http:\/\/hook\.test\/".*id="url-wrong">Must begin with https:/s)
  const changed = { url: 'https://hook.test/other', 'tell follow.received': 'on' }
  assert.deepEqual(led(await browser.submit(edit, changed)), [303, `${path}?saved=1`])
  assert.deepEqual([(await stored())?.url, (await stored())?.events], ['https://hook.test/other', ['follow.received']])
  assert.match(await (await browser.submit(edit, { act: 'rotate' })).text(), /whsec_/)
  assert.equal((await stored())?.former_secret, first?.secret)
  assert.deepEqual(led(await browser.submit(edit, { act: 'delete' })), [303, LIST])
  assert.equal(await stored(), undefined)
})

test('events of the staff are offered to the staff alone, and a webhook of another member is not there', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const { app } = site
  assert.doesNotMatch(await (await browser.get(NEW)).text(), /admin\./)
  const sly = await browser.submit(NEW, { url: URL, 'tell admin.report.created': 'on' })
  assert.equal(sly.status, 422)
  await createUser(app, { username: 'mo', email: 'mo@example.org', password: 'lagoon lagoon', role: 'moderator' })
  const mo = await site.signedIn('mo')
  assert.match(await (await mo.get(NEW)).text(), /admin\.report\.created/)
  await mo.submit(NEW, { url: URL, 'tell admin.report.created': 'on' })
  const { id } = await app.db.selectFrom('webhooks').select('id').executeTakeFirstOrThrow()
  for (const path of [`${LIST}/${id}`, `${LIST}/${id}/edit`, `${LIST}/x`]) {
    assert.equal((await browser.get(path)).status, 404, path)
    assert.equal((await browser.submit(path, { act: 'test' }, { page: NEW })).status, 404, path)
  }
})

test('the form for a webhook asks for the password if it was not given just now', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  site.advance(3_600_000)
  const [status, path] = led(await browser.get(NEW))
  assert.equal(status, 303)
  assert.match(path ?? '', /^\/auth\/confirm/)
  assert.equal((await browser.get(LIST)).status, 200)
})
