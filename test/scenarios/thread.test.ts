import assert from 'node:assert/strict'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'

scenario('a post appears in the home of its remote followers', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await reef.user('cy')]
  await bo.follow(ana)
  await cy.follow(ana)
  await world.settle()
  const post = await ana.post('hello, reef', { spoiler_text: 'greetings', language: 'en' })
  await world.settle()
  const [seen] = await bo.home()
  assert.equal(seen?.uri, post.uri)
  assert.equal(textOf(seen as typeof post), 'hello, reef')
  assert.deepEqual([seen?.spoiler_text, seen?.language, seen?.visibility], ['greetings', 'en', 'public'])
  assert.equal(seen?.account.acct, 'ana@lagoon.test')
  assert.equal(seen?.created_at, post.created_at)
  assert.deepEqual(await cy.homeTexts(), ['hello, reef'])
  const creates = world.tape.find({ activity: 'Create(Note)' })
  assert.deepEqual(
    creates.map(({ to, path }) => `${to}${path}`),
    ['reef.test/inbox'],
    'one request for the whole server',
  )
  assert.deepEqual(await bo.notified(), [], 'a post by a followed account does not notify')
})

scenario('a remote reply joins the thread', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await ana.post('hello, reef')
  const reply = await bo.reply(await bo.find(post.url), 'hello, lagoon')
  assert.equal(reply.mentions.length, 0)
  await world.settle()
  const { descendants } = await ana.thread(post)
  assert.deepEqual(
    descendants.map((one) => [one.account.acct, textOf(one)]),
    [['bo@reef.test', 'hello, lagoon']],
  )
  assert.equal((await ana.view(post)).replies_count, 1)
  const { ancestors } = await bo.thread(reply)
  assert.deepEqual(
    ancestors.map(({ uri }) => uri),
    [post.uri],
  )
})

scenario('accounts on three servers share a conversation', async (world) => {
  const [lagoon, reef, cove] = await world.servers('lagoon.test', 'reef.test', 'cove.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await cove.user('cy')]
  const post = await ana.post('who is there?')
  const first = await bo.reply(await bo.find(post.url), '@ana@lagoon.test me')
  await world.settle()
  const second = await cy.reply(await cy.find(first.url), '@bo@reef.test @ana@lagoon.test me too')
  await world.settle()
  const thread = (await ana.thread(post)).descendants.map((one) => one.uri)
  assert.deepEqual(thread, [first.uri, second.uri])
  assert.deepEqual(
    (await cy.thread(second)).ancestors.map((one) => one.uri),
    [post.uri, first.uri],
  )
  assert.deepEqual(await bo.notified(), ['mention cy@cove.test'])
  assert.deepEqual(await ana.notified(), ['mention cy@cove.test', 'mention bo@reef.test'])
})

scenario('a mention notifies a remote account, even if nothing is followed', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await ana.post('good morning @bo@reef.test and @nobody@reef.test')
  await world.settle()
  assert.deepEqual(
    post.mentions.map(({ acct }) => acct),
    ['bo@reef.test'],
  )
  assert.deepEqual(await bo.notified(), ['mention ana@lagoon.test'])
  assert.equal((await bo.notifications())[0]?.status?.uri, post.uri)
  assert.deepEqual(await bo.homeTexts(), [], 'a mention by an account that is not followed is not in home')
})

scenario('the missing start of a thread is fetched', async (world) => {
  const [lagoon, reef, cove] = await world.servers('lagoon.test', 'reef.test', 'cove.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await cove.user('cy')]
  await cy.follow(bo)
  await world.settle()
  const post = await ana.post('the beginning')
  const reply = await bo.reply(await bo.find(post.url), 'the answer')
  await world.settle()
  const here = await cy.find(reply.url)
  await world.settle()
  const { ancestors } = await cy.thread(here)
  assert.deepEqual(ancestors.map(textOf), ['the beginning'])
})
