import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outgoingResponse } from '../../lib/http/outgoing.ts'
import { isRepetition, MAX_ANSWER, readRefusal } from './read-refusal.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

function responseOf(body: string | object, type = JSON_TYPE, status = 400) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const headers: Record<string, string> = type ? { 'content-type': type } : {}
  return outgoingResponse({ status, headers, url: 'https://reef.test/inbox', body: bytes })
}

const read = (...parts: Parameters<typeof responseOf>) => readRefusal(responseOf(...parts))

test('the codes of Lemmy are understood', () => {
  assert.deepEqual(read({ error: 'post_is_locked' }), { reason: 'locked', answer: 'post_is_locked' })
  assert.deepEqual(read({ error: 'domain_blocked', message: 'lagoon.test' }), {
    reason: 'server-blocked',
    answer: 'domain_blocked',
  })
  assert.equal(read({ error: 'constructor' }).reason, null)
})

test('anything else is what the server said, from the property that says most', () => {
  const answers: [object, string][] = [
    [{ error: 'unknown', message: 'missing field `type`' }, 'missing field `type`'],
    [{ error: 'Signature is <b>stale</b>\u0000\n&amp; old' }, 'Signature is stale & old'],
    [{ error: 'invalid_request', error_description: 'No such inbox' }, 'No such inbox'],
    [{ error: { code: 'BLOCKED', message: 'Blocked host', id: '1' } }, 'Blocked host'],
    [{ type: 'about:blank', title: 'Forbidden', detail: 'You are blocked' }, 'You are blocked'],
    [{ error: 'unknown', message: ['a list'] }, ''],
    [{ error: 'some_new_code', message: ' ' }, 'some_new_code'],
    [{ error: null }, ''],
  ]
  for (const [json, answer] of answers) assert.deepEqual(read(json), { reason: null, answer })
})

test('Lemmy refuses what it has received before with an empty message, and only that', () => {
  const answers = (json: object) => isRepetition(responseOf(json))
  assert.equal(answers({ error: 'unknown', message: '' }), true)
  assert.equal(answers({ error: 'unknown' }), false)
  assert.equal(answers({ error: 'unknown', message: 'Record not found' }), false)
})

test('an answer that was cut off is read as far as it goes', () => {
  assert.equal(read('{"error":"some_new_code","message":"Failed to pa').answer, 'some_new_code')
  assert.equal(read('{"error":"post_is_locked","trace":[').reason, 'locked')
  assert.equal(read('{"error":"no end').answer, '')
})

test('plain text counts, HTML and other files say nothing', () => {
  assert.equal(read('Go away\n', 'text/plain').answer, 'Go away')
  assert.equal(read('Go away', '').answer, 'Go away')
  for (const [body, type] of [
    ['<!doctype html><title>403</title>', 'text/html'],
    ['<html>', 'text/plain'],
    ['GIF89a', 'image/gif'],
    ['', JSON_TYPE],
    ['["list"]', JSON_TYPE],
  ] as const)
    assert.deepEqual(read(body, type), { reason: null, answer: '' })
})

test('what a server says is bounded, and its status may say enough', () => {
  assert.equal([...read({ error: 'x'.repeat(4_000) }).answer].length, MAX_ANSWER)
  assert.deepEqual(read('', 'text/html', 413), { reason: 'too-large', answer: '' })
})
