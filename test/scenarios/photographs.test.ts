/** Pictures that are posted on one server and looked at on another. */
import assert from 'node:assert/strict'
import type { MediaAttachmentEntity } from '../../src/api/entities/media-attachment.ts'
import { deleteAccount } from '../../src/core/accounts/delete.ts'
import { findLocalAccount } from '../../src/core/accounts/find.ts'
import type { App } from '../../src/core/app.ts'
import { picture } from '../world/photograph.ts'
import { scenario } from '../world/scenario.ts'
import { storedNames } from '../world/stored-media.ts'
import type { TestServer } from '../world/test-server.ts'
import { until } from '../world/until.ts'

/** Longer than a file may wait for its first reference (`core/media/files/keep.ts`). */
const AFTER_PINS = '11m'

/** What a reader of a post sees of its pictures. */
const seen = ({ media_attachments }: { media_attachments: MediaAttachmentEntity[] }) =>
  media_attachments.map(({ type, description, blurhash, meta }) => ({
    type,
    description,
    blurhash,
    focus: meta.focus,
    original: meta.original,
  }))

const mediaRows = ({ db }: App) => db.selectFrom('media').select('key').execute()

scenario(
  'four photographs appear on the other server with alt text and focus, change, and are deleted',
  async (world) => {
    const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
    const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
    await bo.follow(ana)
    await world.settle()
    const ids: string[] = []
    for (const [at, colour] of ['#a00', '#0a0', '#00a', '#aa0'].entries()) {
      const bytes = await picture({ width: 640 + at, height: 480, colour })
      ids.push(await ana.upload(bytes, { description: `photograph ${at}`, focus: `0.${at},-0.5` }))
    }
    const post = await ana.post('', { media_ids: ids })
    await world.settle()
    const [there] = await bo.home()
    assert.ok(there)
    assert.equal(there.media_attachments.length, 4)
    assert.deepEqual(seen(there), seen(post))
    assert.deepEqual(seen(there)[3]?.focus, { x: 0.3, y: -0.5 })
    for (const { key } of await mediaRows(reef.app)) await look(reef, key)
    await until('the copies and their previews', async () => {
      await world.settle()
      return (await storedNames(reef.app)).length === 8
    })

    await world.clock.advance('1m')
    const media_attributes = [{ id: ids[3], description: 'the sea at night', focus: '0,0' }]
    const form = { status: 'two are left', media_ids: [ids[3], ids[0]], media_attributes }
    const edited = await ana.call('PUT', `/api/v1/statuses/${post.id}`, form)
    await world.settle()
    assert.deepEqual(seen(await bo.view(there)), seen(edited))
    assert.deepEqual(
      edited.media_attachments.map(({ description }: MediaAttachmentEntity) => description),
      ['the sea at night', 'photograph 0'],
    )
    const history = await bo.call('GET', `/api/v1/statuses/${there.id}/history`)
    assert.deepEqual(history.map(seen), [seen(post), seen(edited)])
    await world.pass(AFTER_PINS, 2)
    assert.equal((await storedNames(lagoon.app)).length, 8, 'the history shows what was taken away')

    await ana.call('DELETE', `/api/v1/statuses/${post.id}`, { delete_media: true })
    await world.settle()
    assert.equal(await bo.viewCode(there), 404)
    await world.pass('1h', 3)
    for (const { app } of [lagoon, reef])
      assert.deepEqual([await mediaRows(app), await storedNames(app)], [[], []], app.config.host)
  },
)

scenario('a deleted account takes its pictures with it, also those that were never posted', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const ana = await lagoon.user('ana')
  await ana.post('', { media_ids: [await ana.upload(await picture({ colour: '#a00' }))] })
  await ana.upload(await picture({ colour: '#0a0' }))
  await world.pass(AFTER_PINS, 2)
  assert.equal((await storedNames(lagoon.app)).length, 4)
  const account = await findLocalAccount(lagoon.app, 'ana')
  assert.ok(account)
  await deleteAccount(lagoon.app, account, { via: 'local' })
  await world.settle()
  await world.pass(AFTER_PINS, 2)
  assert.deepEqual([await mediaRows(lagoon.app), await storedNames(lagoon.app)], [[], []])
})

/** Looks at a picture, as a browser does. */
async function look(server: TestServer, key: string): Promise<void> {
  const answer = await server.fetch(new Request(server.app.uris.media(key, 'original')))
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/jpeg'])
  assert.ok((await answer.arrayBuffer()).byteLength > 0)
}
