/** Attachments of other servers that lie about themselves (cases 82 and 83). */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { hostile, type Scene } from './scene.ts'

const PNG = 'https://mastodon.test/1.png'
const WHOLE = 'UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH'
const picture = (changes: Json = {}): Json => ({ type: 'Document', mediaType: 'image/png', url: PNG, ...changes })

/** What ana sees of a post with these attachments. */
async function shown({ ana, bo, send }: Scene, ...attachment: Json[]): Promise<Json[]> {
  const note = bo.note('look', { attachment })
  await send(bo.create(note))
  return (await ana.find(note.id)).media_attachments
}

hostile('odd blurhashes, focal points and sizes are dropped, and the post stays (case 82)', async (scene) => {
  const odd: Json[] = [
    ...['x'.repeat(700_000), WHOLE.slice(1), `${WHOLE}~`, '"><script>', '\u0000', 5, { WHOLE }].map((blurhash) => ({
      blurhash,
    })),
    ...[[null, 0], [0], ['0', '1'], [[0], [0]], { x: 0, y: 0 }, 'NaN'].map((focalPoint) => ({ focalPoint })),
    ...[{ width: 2 ** 53, height: 1 }, { width: -1, height: 5 }, { width: 1.5, height: 1 }, { duration: 'PT1E99S' }],
  ]
  for (const changes of odd) {
    const [seen] = await shown(scene, picture(changes))
    assert.deepEqual(
      [seen?.type, seen?.blurhash, seen?.meta],
      ['image', null, {}],
      JSON.stringify(changes).slice(0, 80),
    )
  }
  const [clamped] = await shown(scene, picture({ focalPoint: [1e9, -1e9], blurhash: WHOLE }))
  assert.deepEqual([clamped?.blurhash, clamped?.meta], [WHOLE, { focus: { x: 1, y: -1 } }])
})

hostile('of thousands of attachments, 16 are stored (case 83)', async (scene) => {
  const many = Array.from({ length: 9_000 }, (_, at) => ({ type: 'Image', url: `${PNG}?${at}` }))
  assert.equal((await shown(scene, ...many)).length, 16)
  const { length } = await scene.lagoon.app.db
    .selectFrom('media')
    .select('id')
    .where('use', '=', 'attachment')
    .execute()
  assert.equal(length, 16)
  const more = Array.from({ length: 10_000 }, () => many[0])
  const { status } = await scene.bo.post(scene.lagoon, scene.bo.create(scene.bo.note('more', { attachment: more })))
  assert.equal(status, 400, 'ten thousand are more than a document may have')
})

hostile('an attachment that is said to be here is a link, and never fetched (case 83)', async (scene) => {
  const { world, lagoon, ana, bo, send } = scene
  const here = [
    'https://lagoon.test',
    'http://lagoon.test',
    'https://LAGOON.TEST:443',
    'https://lagoon.test.',
    'https://lagoon.test:8443',
  ]
  for (const origin of here) {
    const url = `${origin}/media/aaaaaaaaaaaaaaaaaaaaaa/original.png`
    const [seen, film] = await shown(scene, picture({ url }), { type: 'Video', url: `${PNG}.mp4`, icon: url })
    assert.deepEqual([seen?.type, seen?.preview_url], ['unknown', null], origin)
    assert.equal(film?.type, 'video', origin)
    assert.doesNotMatch(String(film?.preview_url), /aaaaaaaa/, 'it is the preview that we make of the film')
  }
  const ours = { type: 'Image', url: `${lagoon.origin}/media/aaaaaaaaaaaaaaaaaaaaaa/original.png` }
  const tag = [{ type: 'Emoji', name: ':ours:', icon: ours }]
  bo.changes = { ...bo.changes, icon: ours, image: ours, name: ':ours:', tag }
  await send(bo.update(bo.document), bo.create(bo.note(':ours:', { tag })))
  const { emojis } = await ana.findAccount(bo.handle)
  assert.deepEqual([emojis, (await ana.home())[0]?.emojis], [[], []])
  const account = await lagoon.app.db.selectFrom('accounts').selectAll().where('uri', '=', bo.id).executeTakeFirst()
  assert.deepEqual([account?.avatar_url, account?.header_url], [null, null])
  const rows = await lagoon.app.db.selectFrom('media').select('host').execute()
  assert.deepEqual([...new Set(rows.map(({ host }) => host))], ['mastodon.test'])
  assert.deepEqual(world.tape.find({ method: 'GET', to: lagoon.host }), [])
})

hostile('an address attached twice is shown twice, and is one medium (case 83)', async (scene) => {
  const seen = await shown(scene, picture({ name: 'one' }), picture({ name: 'two' }))
  assert.deepEqual(
    seen.map(({ description }) => description),
    ['one', 'two'],
  )
  const rows = await scene.lagoon.app.db
    .selectFrom('media')
    .select('remote_url')
    .where('remote_url', '=', PNG)
    .execute()
  assert.equal(rows.length, 1)
})

hostile('addresses that are no web addresses are left out (case 83)', async (scene) => {
  const urls = [
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'file:///etc/passwd',
    'https://u:p@evil.test/',
    '//x',
  ]
  assert.deepEqual(await shown(scene, ...urls.map((url) => picture({ url }))), [])
})
