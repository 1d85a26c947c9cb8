import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCEPT_ACTIVITY, ACTIVITY_TYPE, isActivityType, LD_TYPE, wantsActivity } from './media-types.ts'

test('ActivityPub media types are accepted in every spelling (E-40, E-71)', () => {
  const good = [
    ACTIVITY_TYPE,
    LD_TYPE,
    'application/activity+json',
    'Application/Activity+JSON;charset=UTF-8',
    'application/ld+json;profile="https://www.w3.org/ns/activitystreams"',
    'application/ld+json; charset=utf-8; profile="https://www.w3.org/ns/activitystreams"',
    'application/ld+json; profile="https://w3id.org/security https://www.w3.org/ns/activitystreams"',
    'application/ld+json;  profile=https://www.w3.org/ns/activitystreams ',
    'application/activity+json;',
  ]
  for (const type of good) assert.ok(isActivityType(type), type)
})

test('all other media types are refused (R-31, cases 42 and 65)', () => {
  const bad = [
    undefined,
    null,
    '',
    'application/json',
    'text/plain',
    'text/html; application/activity+json',
    'application/ld+json',
    'application/ld+json; profile="https://evil.test/https://www.w3.org/ns/activitystreams"',
    'application/ld+json; profile="x"; profile="https://www.w3.org/ns/activitystreams"',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"; profile="x"',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams", text/html',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams" x',
    'application/activity+json; charset=utf-8; Charset=utf-16',
    'application/activity+json; charset',
    'application/activity+json;;;q',
    'image/jpeg',
    'application/activity+json; charset=utf-16',
    'application/activity+json, text/html',
    'application/activity+jsonx',
    `application/activity+json;${' '.repeat(100_000)}`,
  ]
  for (const type of bad) assert.ok(!isActivityType(type), String(type))
})

test('a client gets JSON only if it prefers it to HTML (E-20)', () => {
  for (const accept of [
    ACCEPT_ACTIVITY,
    'application/activity+json, application/ld+json',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    'application/activity+json, text/html;q=0.1',
    'application/activity+json, */*',
  ]) {
    assert.ok(wantsActivity(accept), accept)
  }
  for (const accept of [
    undefined,
    '*/*',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'application/json',
    'text/html, application/activity+json;q=0.5',
    'application/activity+json;q=0',
  ]) {
    assert.ok(!wantsActivity(accept), String(accept))
  }
})
