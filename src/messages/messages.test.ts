import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { accountMessages } from './en/accounts.ts'
import { communityMessages } from './en/communities.ts'
import { fields } from './en/fields.ts'
import { followedFeedMessages } from './en/followed-feeds.ts'
import { hubMessages } from './en/hub.ts'
import { en } from './en/index.ts'
import { mediaMessages } from './en/media.ts'
import { oauthMessages } from './en/oauth.ts'
import { protocolMessages } from './en/protocol.ts'
import { refusalMessages } from './en/refusals.ts'
import { remoteObjectMessages } from './en/remote-objects.ts'
import { remoteServerMessages } from './en/remote-servers.ts'
import { requestMessages } from './en/requests.ts'
import { serverMessages } from './en/server.ts'
import { signInMessages } from './en/sign-in.ts'
import { statusMessages } from './en/statuses.ts'
import { webhookMessages } from './en/webhooks.ts'
import { sentenceOf } from './sentence-of.ts'

const parts = [
  accountMessages,
  statusMessages,
  communityMessages,
  refusalMessages,
  signInMessages,
  oauthMessages,
  serverMessages,
  requestMessages,
  protocolMessages,
  remoteServerMessages,
  remoteObjectMessages,
  mediaMessages,
  hubMessages,
  followedFeedMessages,
  webhookMessages,
]

test('no code is defined twice', () => {
  const codes = parts.flatMap(Object.keys)
  assert.deepEqual(codes.toSorted(), Object.keys(en).toSorted())
})

test('every code is used, and is written in kebab-case', () => {
  const code = globSync('src/**/*.{ts,tsx}', { exclude: ['src/messages/en/**', 'src/**/*.test.ts'] })
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const names = [...Object.keys(en), ...Object.keys(fields)]
  assert.deepEqual(
    names.filter((name) => !new RegExp(`[[(]\\s*'${name}'`).test(code)),
    [],
  )
  assert.deepEqual(
    names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name)),
    [],
  )
})

test('a sentence contains the parameters of its code', () => {
  assert.equal(sentenceOf(['host-blocked', { host: 'reef.test' }]), 'reef.test is blocked on this server.')
  assert.equal(
    sentenceOf(['media-too-many-pixels', { pixels: 120_000_000, max: 50_000_000 }]),
    'The picture has 120 million pixels. The limit is 50 million.',
  )
  assert.equal(
    sentenceOf(['media-too-many-bytes', { bytes: 16 * 1_048_576 + 1, max: 16 * 1_048_576 }]),
    'The file is 16.1 MB large. The limit is 16 MB.',
  )
  assert.equal(
    sentenceOf(['body-too-long', { max: 100 * 1_048_576 }]),
    'The request is larger than 100 MB. Send less at once.',
  )
  assert.equal(
    sentenceOf([
      'invalid-fields',
      { problems: { display_name: [['too-long', { max: 30 }]], contactEmail: [['blank']] } },
    ]),
    "Validation failed: Display name is too long (maximum is 30 characters), Contact email can't be blank",
  )
})

// @ts-expect-error a code without a sentence does not compile
const unknownCode: Parameters<typeof sentenceOf> = [['no-such-code']]
// @ts-expect-error a code without the parameters of its sentence does not compile either
const missingParams: Parameters<typeof sentenceOf> = [['host-blocked']]
void [unknownCode, missingParams]
