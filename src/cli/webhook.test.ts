import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shell } from '../../test/world/shell.ts'
import { EXIT } from './cli.ts'

const KEY = { ATOLL_SECRET_KEY: '7'.repeat(64) }
const URL = 'https://hook.test/events'

test('the command line makes, lists, tests, rotates, switches and removes webhooks', async (t) => {
  const { run, json } = shell(t, KEY)
  await run('user', 'create', 'ana')
  assert.match((await run('webhook', 'list', 'ana')).out, /@ana has no webhooks/)
  const made = await json('webhook', 'add', 'ana', URL, '--events', 'status.posted,follow.received')
  assert.match(made.secret, /^whsec_/)
  const id = made.id
  assert.match(
    (await run('webhook', 'list', 'ana')).out,
    /https:\/\/hook\.test\/events +follow\.received status\.posted +on/,
  )
  assert.notEqual((await json('webhook', 'rotate', 'ana', id)).secret, made.secret)
  assert.match((await run('webhook', 'test', 'ana', id)).out, /sends a test/)
  const [delivery] = await json('webhook', 'deliveries', 'ana', id)
  assert.deepEqual([delivery.type, delivery.state], ['webhook.test', 'waiting'])
  await run('webhook', 'off', 'ana', id)
  assert.match((await run('webhook', 'list', 'ana')).out, /off \(owner\)/)
  assert.equal((await run('webhook', 'test', 'ana', id)).code, EXIT.refused)
  assert.match((await run('webhook', 'deliveries', 'ana', id, '--failed')).out, /webhook\.test/)
  await run('webhook', 'on', 'ana', id)
  assert.equal((await json('webhook', 'replay', 'ana', id, '--failed', '--since', '2020-01-01T00:00Z')).count, 1)
  const nothing = await run('webhook', 'replay', 'ana', id, '--failed')
  assert.match(nothing.out, /nothing to deliver again\. What still waits needs no replay/)
  await run('webhook', 'remove', 'ana', id)
  assert.deepEqual(await json('webhook', 'list', 'ana'), [])
})

test('the command line refuses what it cannot use, in a sentence', async (t) => {
  const { run } = shell(t, KEY)
  await run('user', 'create', 'ana')
  const add = (url: string, events: string) => run('webhook', 'add', 'ana', url, '--events', events)
  assert.match((await add('http://hook.test/', 'status.posted')).err, /must begin with https/)
  assert.match((await add(URL, 'nonsense')).err, /status\.posted/)
  assert.match((await add(URL, 'admin.report.created')).err, /cannot have “admin\.report\.created”/)
  assert.equal((await run('webhook', 'test', 'ana', 'x')).code, EXIT.notFound)
  const unknown = await run('webhook', 'test', 'ana', '123')
  assert.deepEqual(
    [unknown.code, unknown.err.trim()],
    [EXIT.notFound, 'atoll: There is no webhook 123 of this person.'],
  )
  assert.equal((await run('webhook', 'replay', 'ana', '123', '--since', 'soon')).code, EXIT.refused)
})
