import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Invalid, NotFound } from '../errors.ts'
import { block } from '../relationships/block.ts'
import { createStatus } from './create.ts'
import { deleteStatus } from './delete.ts'
import { IDEMPOTENCY_MS, MAX_CHARACTERS, MAX_MENTIONS } from './limits.ts'
import { loadStatuses } from './view.ts'

test('text becomes safe HTML with mentions and hashtags', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await localAccount(app, 'cy')
  events.length = 0
  const text = 'hello @bo@reef.test, @Cy@lagoon.test and @nobody@far.test <script> #Coral'
  const status = await createStatus(app, ana, { text })
  assert.match(status.content, /<a href="https:\/\/reef\.test\/@bo"/)
  assert.match(status.content, /&lt;script&gt;/)
  assert.equal(status.source, text)
  assert.equal(status.uri, app.uris.status(status.id))
  assert.equal(status.url, app.uris.statusPage('ana', status.id))
  const [view] = await loadStatuses(app, [status.id])
  assert.deepEqual(
    view?.mentions.map((account) => account.username),
    ['bo', 'cy'],
  )
  assert.deepEqual(
    view?.tags.map(({ tag_key }) => tag_key),
    ['coral'],
  )
  assert.equal(view?.account.id, ana.id)
  assert.deepEqual(events, [
    { event: 'status.created', ids: { status_id: status.id, boost_of_id: null, via: 'local' } },
  ])
  assert.ok(bo.id)
})

test('an unknown account is fetched by its handle, only once per post', async () => {
  const asked: string[] = []
  await using world = await createTestApp({
    remote: {
      account: async (reference) => {
        asked.push(reference)
        return remoteAccount(world.app, 'bo@reef.test')
      },
    },
  })
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const status = await createStatus(app, ana, { text: '@bo@reef.test and again @Bo@Reef.test', visibility: 'direct' })
  assert.deepEqual(asked, ['bo@reef.test'])
  assert.equal((await loadStatuses(app, [status.id], ana))[0]?.mentions.length, 1)
})

test('mentions and hashtags in code are ignored', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const status = await createStatus(app, ana, { text: '**hi** `@bo #tag`', format: 'text/markdown' })
  const [view] = await loadStatuses(app, [status.id])
  assert.deepEqual([view?.mentions, view?.tags], [[], []])
  assert.match(status.content, /<strong>hi<\/strong>/)
})

test('empty and long texts, and texts with too many mentions, are refused', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const ana = await localAccount(app, 'ana')
  events.length = 0
  const named = Array.from({ length: MAX_MENTIONS + 1 }, (_, n) => `@p${n}`).join(' ')
  for (const text of [' \n ', 'x'.repeat(MAX_CHARACTERS + 1), named, 'nul \0 character'])
    await assert.rejects(createStatus(app, ana, { text }), Invalid)
  await assert.rejects(createStatus(app, ana, { text: 'x', language: 'no language' }), Invalid)
  await createStatus(app, ana, { text: 'x'.repeat(MAX_CHARACTERS) })
  assert.equal(events.length, 1)
})

test('a reply needs a status that its author may see (R-54)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const [open, secret] = [await statusBy(app, bo), await statusBy(app, bo, { visibility: 'direct' })]
  const reply = await createStatus(app, ana, { text: 'yes', in_reply_to_id: open.id })
  assert.deepEqual([reply.in_reply_to_id, reply.in_reply_to_account_id], [open.id, bo.id])
  await assert.rejects(createStatus(app, ana, { text: 'yes', in_reply_to_id: secret.id }), NotFound)
  await assert.rejects(createStatus(app, ana, { text: 'yes', in_reply_to_id: 12 }), NotFound)
  await block(app, bo, ana)
  await assert.rejects(createStatus(app, ana, { text: 'yes', in_reply_to_id: open.id }), NotFound)
})

test('a content warning makes a post sensitive', async () => {
  await using world = await createTestApp()
  const ana = await localAccount(world.app, 'ana')
  const status = await createStatus(world.app, ana, { text: 'x', content_warning: ' eye contact ' })
  assert.deepEqual([status.sensitive, status.content_warning], [true, 'eye contact'])
})

test('a request repeated with its Idempotency-Key posts once, even if both run at the same time', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const post = (author = ana) => createStatus(app, author, { text: 'once' }, { idempotencyKey: 'k' })
  const posted = await Promise.all([post(), post(), post()])
  const [first] = posted
  assert.equal(new Set(posted.map((status) => status.id)).size, 1)
  assert.equal((await post()).id, first?.id)
  assert.notEqual((await post(bo)).id, first?.id)
  advance(IDEMPOTENCY_MS)
  const later = await post()
  assert.notEqual(later.id, first?.id)
  await deleteStatus(app, ana, later.id)
  assert.notEqual((await post()).id, later.id)
})
