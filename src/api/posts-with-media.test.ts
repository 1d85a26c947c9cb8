import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { type Api, type Client, createApi } from '../../test/contract/api-client.ts'
import { uploadPicture, uploadPictures } from '../../test/contract/uploads.ts'
import { picture } from '../../test/world/photograph.ts'
import { removeFiles } from '../core/media/files/remove.ts'
import { processUpload } from '../core/media/uploads/process.ts'
import { pruneUploads } from '../core/media/uploads/prune.ts'
import { uploadMedia } from '../core/media/uploads/upload.ts'
import { DAY, HOUR, SECOND } from '../lib/durations.ts'
import type { DecodeJob } from '../lib/media/decoded.ts'

const post = (by: Client, form: object, headers = {}) => by.post('/api/v1/statuses', form, headers)
const edit = (by: Client, id: string, form: object) => by.call('PUT', `/api/v1/statuses/${id}`, form)
const remove = (by: Client, id: string, form = {}) => by.call('DELETE', `/api/v1/statuses/${id}`, form)
const idsOf = (body: { media_attachments: { id: string }[] }) => body.media_attachments.map(({ id }) => id)

/** Lets a time pass, prunes uploads, and removes the files that nothing refers to. @returns how many are stored */
async function filesAfter(api: Api, ms: number): Promise<number> {
  api.advance(ms)
  await pruneUploads.run(api.app)
  api.advance(HOUR)
  const files = await api.app.db.selectFrom('media_files').select('hash').execute()
  const hashes = files.map(({ hash }) => hash)
  await removeFiles.run(api.app, { hashes }, { id: 1, attempt: 1, createdAt: 0 })
  let count = 0
  for await (const _ of api.app.storage.list()) count++
  return count
}

test('a post has four pictures in the order of its author, without a text', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const ids = (await uploadPictures(ana, 4)).reverse()
  const { status, body } = await post(ana, { media_ids: ids, sensitive: true }, { 'idempotency-key': 'k' })
  assert.equal(status, 200)
  assert.deepEqual(idsOf(body), ids)
  assert.deepEqual([body.sensitive, body.content], [true, ''])
  assert.equal(body.media_attachments[0].description, 'picture 3')
  assert.deepEqual(idsOf((await post(ana, { media_ids: ids }, { 'idempotency-key': 'k' })).body), ids)
  assert.deepEqual(idsOf((await ana.get(`/api/v1/statuses/${body.id}`)).body), ids)
  const [listed] = (await ana.get(`/api/v1/accounts/${ana.account.id}/statuses?only_media=true`)).body
  assert.equal(listed.id, body.id)
})

test('an upload is attached once, by its owner, when it is ready (R-58, case 83)', async () => {
  await using api = await createApi()
  const [ana, eve] = [await api.person('ana'), await api.person('eve')]
  const ids = await uploadPictures(ana, 5)
  const [one = '', two = ''] = ids
  const refusal = async (by: Client, media_ids: unknown[]) => {
    const { status, body } = await post(by, { status: 'x', media_ids })
    assert.equal(status, 422)
    return body.error
  }
  assert.equal(await refusal(ana, ids), 'Cannot attach more than 4 files')
  assert.equal(await refusal(eve, [one]), `Media ${one} not found or already attached to another post`)
  assert.equal(await refusal(ana, ['1', one]), 'Media 1 not found or already attached to another post')
  const { body: mine } = await post(eve, { status: 'mine' })
  assert.equal((await edit(eve, mine.id, { media_ids: [one] })).status, 422)
  const twice = await post(ana, { media_ids: [one, one] })
  assert.deepEqual(idsOf(twice.body), [one])
  assert.match(await refusal(ana, [one]), /already attached/)
  assert.match(await refusal(eve, [one]), /already attached/)
  await ana.call('DELETE', `/api/v1/media/${two}`)
  assert.match(await refusal(ana, [two]), /not found/)
  await api.app.db.updateTable('media').set({ state: 'waiting' }).where('id', '=', Number(ids[2])).execute()
  assert.match(await refusal(ana, [ids[2]]), /have not finished processing/)
  assert.deepEqual((await ana.get(`/api/v1/accounts/${ana.account.id}/statuses`)).body.length, 1)
})

test('of two posts that want the same picture at once, one gets it', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  for (let round = 0; round < 5; round++) {
    const id = await uploadPicture(ana)
    const answers = await Promise.all(['a', 'b', 'c'].map((status) => post(ana, { status, media_ids: [id] })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422, 422])
  }
  const rows = await api.app.db.selectFrom('attachments').select('media_id').execute()
  assert.equal(new Set(rows.map(({ media_id }) => media_id)).size, rows.length)
})

test('an edit orders, adds, removes and describes pictures, and the history shows each version', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const [a = '', b = '', c = ''] = await uploadPictures(ana, 3)
  const { body: made } = await post(ana, { status: 'sea', media_ids: [a, b] })
  const change = async (form: object) => {
    api.advance(SECOND)
    return (await edit(ana, made.id, { status: 'sea', ...form })).body
  }
  assert.deepEqual(idsOf(await change({ media_ids: [c, b] })), [c, b])
  const described = await change({
    media_ids: [c, b],
    media_attributes: [{ id: b, description: 'a wave', focus: '1,0' }],
  })
  assert.equal(described.media_attachments[1].description, 'a wave')
  assert.deepEqual(described.media_attachments[1].meta.focus, { x: 1, y: 0 })
  assert.deepEqual(idsOf(await change({ media_ids: [] })), [])
  const back = await change({ media_ids: [b] })
  assert.equal(back.media_attachments[0].description, 'a wave')
  const same = await change({ media_ids: [b] })
  assert.equal(same.edited_at, back.edited_at)
  assert.deepEqual(idsOf(await change({})), [b], 'pictures that are not named stay')
  assert.equal((await edit(ana, made.id, { status: '', media_ids: [] })).status, 422)
  assert.equal((await edit(ana, made.id, { status: '' })).status, 200)
  const { body: history } = await ana.get(`/api/v1/statuses/${made.id}/history`)
  assert.deepEqual(history.map(idsOf), [[a, b], [c, b], [c, b], [], [b], [b]])
  const texts = history.map((version: { media_attachments: { description: string }[] }) =>
    version.media_attachments.map(({ description }) => description).join(),
  )
  assert.deepEqual(texts, ['picture 0,picture 1', 'picture 2,picture 1', 'picture 2,a wave', '', 'a wave', 'a wave'])
  assert.equal((await post(ana, { media_ids: [a] })).status, 422, 'the history still shows it')
})

test('a deleted post gives its pictures back for a day, or removes them at once', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const [a = '', b = ''] = await uploadPictures(ana, 2)
  const { body: made } = await post(ana, { status: 'sea', media_ids: [a, b] })
  api.advance(SECOND)
  await edit(ana, made.id, { status: 'sea', media_ids: [a], media_attributes: [{ id: a, description: 'new' }] })
  const { body: removed } = await remove(ana, made.id)
  assert.deepEqual([removed.text, idsOf(removed)], ['sea', [a]])
  const { body: again } = await post(ana, { status: 'lake', media_ids: [a] })
  assert.equal(again.media_attachments[0].description, 'new')
  assert.equal(await filesAfter(api, DAY - 2 * HOUR), 4)
  assert.equal(await filesAfter(api, 2 * HOUR), 2, 'what the draft did not take')
  await remove(ana, again.id, { delete_media: true })
  assert.equal((await ana.get(`/api/v1/media/${a}`)).status, 404)
  assert.equal(await filesAfter(api, 0), 0)
  assert.deepEqual(await api.app.db.selectFrom('media').select('id').execute(), [])
})

test('an upload that is deleted while it is posted is either posted or gone', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  for (let round = 0; round < 6; round++) {
    const id = await uploadPicture(ana)
    const deletion = () => ana.call('DELETE', `/api/v1/media/${id}`)
    const posting = () => post(ana, { media_ids: [id] })
    const [first, second] = round % 2 ? [deletion, posting] : [posting, deletion]
    const answers = await Promise.all([first(), second()])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422])
  }
  const attached = await api.app.db.selectFrom('attachments').select('media_id').orderBy('media_id').execute()
  const uploads = await api.app.db.selectFrom('media').select('id as media_id').orderBy('id').execute()
  assert.deepEqual(attached, uploads)
  assert.equal(await filesAfter(api, 0), 2 * Math.sign(uploads.length))
})

test('an upload that is deleted while it is processed leaves no file', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  const { decode } = api.app.decoder
  const decoder = {
    ...api.app.decoder,
    decode: async (job: DecodeJob) => {
      const decoded = await decode.call(api.app.decoder, job)
      const { id } = await api.app.db.selectFrom('media').select('id').executeTakeFirstOrThrow()
      assert.equal((await ana.call('DELETE', `/api/v1/media/${id}`)).status, 200)
      return decoded
    },
  }
  const path = await api.app.storage.temporaryFile()
  await writeFile(path, await picture())
  const { id } = await uploadMedia(api.app, ana.account, { file: { path, bytes: 1 } })
  await processUpload({ ...api.app, decoder }, id)
  assert.equal((await ana.get(`/api/v1/media/${id}`)).status, 404)
  assert.equal(await filesAfter(api, 0), 0)
})

test('two edits at once, of which one takes away the text and one the picture, leave one of them', async () => {
  await using api = await createApi()
  const ana = await api.person('ana')
  for (let round = 0; round < 4; round++) {
    const { body: made } = await post(ana, { status: 'sea', media_ids: [await uploadPicture(ana)] })
    api.advance(SECOND)
    const edits = [{ media_ids: [], status: 'sea' }, { status: '' }]
    const answers = await Promise.all((round % 2 ? edits : edits.reverse()).map((form) => edit(ana, made.id, form)))
    assert.ok(answers.some(({ status }) => status === 200))
    const { body } = await ana.get(`/api/v1/statuses/${made.id}`)
    assert.ok(body.content !== '' || body.media_attachments.length > 0)
  }
})
