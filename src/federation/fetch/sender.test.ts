import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { HOUR } from '../../lib/durations.ts'
import { outgoingResponse, type SafeFetch } from '../../lib/http/outgoing.ts'
import { OverLimit } from './over-limit.ts'
import { fetchForSender, SENDER_RATE, SENDER_TO_HOST_RATE } from './sender.ts'

/** A network in which every address answers. */
const anyHost: SafeFetch = async ({ url, beforeHop }) => {
  await beforeHop?.(new URL(url))
  return outgoingResponse({ status: 200, headers: {}, url, body: new Uint8Array() })
}

test('a sender may cause so many requests to one host, and so many in all, an hour (R-113)', async () => {
  await using world = await createTestApp()
  const { app } = world
  for (let n = 0; n < 10; n++) await remoteAccount(app, `bo@h${n}.test`)
  const fetchFor = (host: string) => fetchForSender(app, { kind: 'sender', host }, anyHost)
  const fetch = fetchFor('relay.test')
  const ask = (host: string, by = fetch) => by({ url: `https://${host}/` })
  for (let n = 0; n < SENDER_TO_HOST_RATE.max; n++) await ask('h0.test')
  await assert.rejects(ask('h0.test'), OverLimit)
  await ask('h0.test', fetchFor('other.test'))
  for (let n = SENDER_TO_HOST_RATE.max; n < SENDER_RATE.max; n++) await ask(`h${1 + (n % 9)}.test`)
  await assert.rejects(ask('h1.test'), OverLimit)
  await ask('relay.test')
  world.advance(HOUR)
  await ask('h0.test')
})
