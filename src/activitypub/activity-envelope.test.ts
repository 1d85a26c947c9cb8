import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvelope } from './activity-envelope.ts'
import { PUBLIC } from './vocabulary.ts'

const actor = 'https://reef.test/users/ana'
const like = { id: `${actor}#likes/1`, type: 'Like', actor, object: 'https://lagoon.test/notes/1' }

function read(json: unknown) {
  const envelope = readEnvelope(json)
  return envelope.kind === 'activity' ? envelope : assert.fail(envelope.message)
}

test('the envelope of an activity is read', () => {
  const envelope = read({ ...like, to: [PUBLIC], cc: actor, published: '2026-01-01T00:00:00Z' })
  assert.deepEqual(
    { ...envelope, json: undefined, object: undefined },
    {
      kind: 'activity',
      id: like.id,
      hasOwnId: true,
      type: 'Like',
      types: ['Like'],
      actor,
      object: undefined,
      objectId: like.object,
      target: undefined,
      targetId: undefined,
      published: Date.UTC(2026, 0, 1),
      to: [PUBLIC],
      cc: [actor],
      json: undefined,
    },
  )
  assert.equal(read({ ...like, actor: { id: actor, type: 'Person' } }).actor, actor)
  assert.equal(read({ ...like, type: ['https://www.w3.org/ns/activitystreams#Create', 'x'] }).type, 'Create')
  assert.deepEqual(read({ ...like, object: ['https://a.test/1', 'https://a.test/2'] }).objectId, undefined)
})

test('an activity without an id gets one derived from its content (A-03)', () => {
  const add = { type: 'Add', actor, object: 'https://reef.test/notes/1', target: `${actor}/featured` }
  const first = read(add)
  assert.equal(first.hasOwnId, false)
  assert.ok(first.id.startsWith(`${actor}#unnamed-`))
  assert.equal(read({ ...add }).id, first.id)
  assert.notEqual(read({ ...add, object: 'https://reef.test/notes/2' }).id, first.id)
  assert.equal(first.targetId, `${actor}/featured`)
})

test('an empty id is none, as Socialhome sends it', () => {
  const first = read({ ...like, id: '' })
  assert.equal(first.hasOwnId, false)
  assert.ok(first.id.startsWith(`${actor}#unnamed-`))
})

test('documents that are not valid activities are refused (A-01, cases 16, 26, 27, 29)', () => {
  const bad: unknown[] = [
    null,
    5,
    'x',
    [],
    [like],
    {},
    { ...like, type: null },
    { ...like, type: {} },
    { ...like, type: [] },
    { ...like, actor: undefined },
    { ...like, actor: [actor, actor] },
    { ...like, actor: { id: { id: actor } } },
    { ...like, actor: 'acct:ana@reef.test' },
    { ...like, id: 5 },
    { ...like, id: {} },
    { ...like, id: '/likes/1' },
    { ...like, id: 'javascript:1' },
    { ...like, id: 'https://evil.test/1' },
    { ...like, id: 'http://reef.test/likes/1' },
  ]
  for (const json of bad) assert.equal(readEnvelope(json).kind, 'problem', JSON.stringify(json))
})
