import assert from 'node:assert/strict'
import type { StatusEditEntity } from '../../src/api/entities/status-edit.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

scenario('an edit reaches everyone who has the post, and keeps its history', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const post = await ana.post('frist')
  await world.settle()
  await world.clock.advance('5m')
  const edited = await ana.edit(post, 'first', { spoiler_text: 'sorry' })
  assert.equal(edited.edited_at, world.clock.iso())
  await world.settle()
  const [copy] = await bo.home()
  assert.deepEqual([textOf(copy as typeof post), copy?.spoiler_text], ['first', 'sorry'])
  assert.equal(copy?.edited_at, edited.edited_at)
  assert.equal((await bo.home()).length, 1)
  const history = await bo.call('GET', `/api/v1/statuses/${copy?.id}/history`)
  assert.deepEqual(history.map(textOf), ['frist', 'first'])
})

scenario('edits of a reply and of its parent reach the other server', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await ana.post('question')
  const reply = await bo.reply(await bo.find(post.url), '@ana@lagoon.test answr')
  await world.settle()
  await world.clock.advance('1m')
  await bo.edit(reply, '@ana@lagoon.test answer')
  await world.settle()
  await world.clock.advance('1m')
  await ana.edit(post, 'a better question')
  await world.settle()
  assert.deepEqual((await ana.thread(post)).descendants.map(textOf), ['@ana@lagoon.test answer'].map(shown))
  assert.equal(textOf(await bo.find(post.uri)), 'a better question', 'the author of a reply receives edits')
  assert.deepEqual(await ana.notified(), ['mention bo@reef.test'], 'an edit does not notify a mentioned account again')
})

scenario('an edit notifies an account that it newly mentions', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await ana.post('with whom?')
  await world.settle()
  assert.deepEqual(await bo.notified(), [])
  await world.clock.advance('1m')
  await ana.edit(post, 'with @bo@reef.test')
  await world.settle()
  assert.deepEqual(await bo.notified(), ['mention ana@lagoon.test'])
})

scenario('two edits within one second become two versions (C7)', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const post = await ana.post('one')
  await world.settle()
  await ana.edit(post, 'two')
  await world.settle()
  await ana.edit(post, 'three')
  await world.settle()
  const [copy] = await bo.home()
  assert.equal(textOf(copy as typeof post), 'three')
  assert.deepEqual((await bo.call('GET', `/api/v1/statuses/${copy?.id}/history`)).map(textOf), ['one', 'two', 'three'])
})

/** A mention is shown without its host. */
function shown(text: string): string {
  return text.replace(/@(\w+)@[\w.]+/g, '@$1')
}

scenario('each version shows the images it had', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const picture = (name: string, about: string) => ({
    type: 'Image',
    mediaType: 'image/png',
    url: `https://mastodon.test/${name}.png`,
    name: about,
  })
  const note = bo.note('sea', { attachment: [picture('sea', 'waves'), picture('sky', 'clouds')] })
  await send(bo.create(note))
  await world.clock.advance('1m')
  const words = bo.edited(note, 'the sea')
  await send(bo.update(words))
  await world.clock.advance('1m')
  const described = bo.edited(words, 'the sea', { attachment: [picture('sky', 'dark clouds')] })
  await send(bo.update(described))
  await world.clock.advance('1m')
  await send(bo.update(bo.edited(described, 'nothing', { attachment: [] })))
  const { id, media_attachments } = await ana.find(note.id)
  assert.deepEqual(media_attachments, [])
  const history: StatusEditEntity[] = await ana.call('GET', `/api/v1/statuses/${id}/history`)
  const shown = history.map((version) => version.media_attachments.map(({ description }) => description))
  assert.deepEqual(shown, [['waves', 'clouds'], ['waves', 'clouds'], ['dark clouds'], []])
  await send(bo.delete(note.id))
  assert.deepEqual(await ana.home(), [])
})

scenario('a change of only the alt text or the focus is an edit', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const picture = { type: 'Image', url: 'https://mastodon.test/1.png', summary: 'waves', focalPoint: [0.5, -0.1] }
  let note = bo.note('sea', { attachment: [picture] })
  await send(bo.create(note))
  for (const changes of [{ summary: 'tall waves' }, { focalPoint: [0.1, 0.2] }, { focalPoint: undefined }, {}]) {
    await world.clock.advance('1m')
    Object.assign(picture, changes)
    note = bo.edited(note, 'sea', { attachment: [{ ...picture }] })
    await send(bo.update(note))
  }
  const { id } = await ana.find(note.id)
  const history: StatusEditEntity[] = await ana.call('GET', `/api/v1/statuses/${id}/history`)
  const versions = history.flatMap(({ media_attachments }) =>
    media_attachments.map(({ description, meta }) => [description, meta.focus]),
  )
  assert.deepEqual(versions, [
    ['waves', { x: 0.5, y: -0.1 }],
    ['tall waves', { x: 0.5, y: -0.1 }],
    ['tall waves', { x: 0.1, y: 0.2 }],
    ['tall waves', undefined],
  ])
})

scenario('what was measured here survives an edit, and is none', async (world) => {
  const { lagoon, ana, bo, send } = await followedPeer(world)
  const attachment = [{ type: 'Image', url: 'https://mastodon.test/1.png', name: 'waves' }]
  const note = bo.note('sea', { attachment })
  await send(bo.create(note))
  await lagoon.app.db.updateTable('attachments').set({ width: 64, height: 48, duration: 5 }).execute()
  await world.clock.advance('1m')
  const same = bo.edited(note, 'sea')
  await send(bo.update(same))
  assert.equal((await ana.find(note.id)).edited_at, null)
  await world.clock.advance('1m')
  await send(bo.update(bo.edited(same, 'sea', { attachment: [{ ...attachment[0], name: 'tall waves' }] })))
  const { edited_at, media_attachments } = await ana.find(note.id)
  assert.ok(edited_at)
  assert.deepEqual([media_attachments[0]?.description, media_attachments[0]?.meta.small?.size], ['tall waves', '64x48'])
})

scenario('an image with a new address does not make a new version', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const picture = { type: 'Image', url: 'https://mastodon.test/old.png', name: 'waves' }
  const note = bo.note('sea', { attachment: [picture] })
  await send(bo.create(note))
  const before = (await ana.find(note.id)).media_attachments[0]
  await send(bo.update({ ...note, attachment: [{ ...picture, url: 'https://mastodon.test/new.png' }] }))
  const copy = await ana.find(note.id)
  assert.deepEqual([copy.media_attachments[0]?.id, copy.edited_at], [before?.id, null])
  assert.equal(copy.media_attachments[0]?.remote_url, 'https://mastodon.test/new.png')
  assert.notEqual(copy.media_attachments[0]?.url, before?.url)
})
