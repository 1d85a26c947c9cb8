import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, MINUTE, SECOND } from '../lib/durations.ts'
import { verdictOn } from './verdict.ts'

const NOW = 1_767_225_600_000

function verdict(status: number, headers: Record<string, string> = {}, run = { attempt: 1, ageMs: 0 }) {
  return verdictOn({ status, headers }, { id: 1, attempt: run.attempt, createdAt: NOW - run.ageMs }, NOW)
}

test('any 2xx is success (E-44)', () => {
  for (const status of [200, 202, 204]) assert.equal(verdict(status).kind, 'done')
})

test('410, 413 and other answers stop a delivery; 401, 408, 429 and 5xx are retried (Q-04)', () => {
  for (const status of [400, 403, 406, 413, 415, 422, 451]) assert.equal(verdict(status).kind, 'refused', `${status}`)
  for (const status of [405, 410, 501]) assert.equal(verdict(status).kind, 'stop', `${status}`)
  for (const status of [301, 401, 408, 425, 429, 500, 502, 503, 504])
    assert.equal(verdict(status).kind, 'retry', `${status}`)
})

test('a missing inbox is final after three attempts over a day (Q-04)', () => {
  assert.equal(verdict(404).kind, 'retry')
  assert.equal(verdict(404, {}, { attempt: 5, ageMs: DAY / 2 }).kind, 'retry')
  assert.equal(verdict(404, {}, { attempt: 2, ageMs: 2 * DAY }).kind, 'retry')
  assert.equal(verdict(404, {}, { attempt: 3, ageMs: DAY }).kind, 'stop')
})

test('only a missing answer or a 5xx counts as a failure of the host (Q-05)', () => {
  assert.equal(verdict(500).host, 'failed')
  assert.equal(verdict(503).host, 'failed')
  assert.equal(verdict(404).host, 'answered')
  assert.equal(verdict(401).host, 'answered')
})

test('Retry-After is obeyed and clamped (case 67)', () => {
  assert.equal(verdict(429, { 'retry-after': '120' }).retryAfterMs, 2 * MINUTE)
  assert.equal(verdict(429, { 'retry-after': '-1' }).retryAfterMs, SECOND)
  assert.equal(verdict(503, { 'retry-after': '999999999' }).retryAfterMs, DAY)
  assert.equal(verdict(503, { 'retry-after': 'Fri, 31 Dec 2099 23:59:59 GMT' }).retryAfterMs, DAY)
  assert.equal(verdict(429, { 'retry-after': 'soon' }).retryAfterMs, undefined)
  assert.equal(verdict(503, { 'retry-after': '60' }).host, 'asks to wait')
})
