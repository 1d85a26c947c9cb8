import assert from 'node:assert/strict'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'

scenario('an edit reaches who has the post, with its history', async (world) => {
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

scenario('a reply is edited both ways', async (world) => {
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
  assert.equal(textOf(await bo.find(post.uri)), 'a better question', 'the author of a reply hears of edits')
  assert.deepEqual(await ana.bells(), ['mention bo@reef.test'], 'who was named already is not called again')
})

scenario('somebody named by an edit is told then', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await ana.post('with whom?')
  await world.settle()
  assert.deepEqual(await bo.bells(), [])
  await world.clock.advance('1m')
  await ana.edit(post, 'with @bo@reef.test')
  await world.settle()
  assert.deepEqual(await bo.bells(), ['mention ana@lagoon.test'])
})

scenario('two edits within one second arrive as two versions (C7)', async (world) => {
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

/** A mention is shown by its name alone. */
function shown(text: string): string {
  return text.replace(/@(\w+)@[\w.]+/g, '@$1')
}
