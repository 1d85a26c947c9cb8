/** Strangers guess passwords. They get few attempts, and the owner always gets in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RATES } from '../../src/core/rate-limits/rates.ts'
import { confirmEmailOf } from '../../src/core/users/confirm-email.ts'
import { createUser } from '../../src/core/users/create.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import type { User } from '../../src/db/tables/users.ts'
import { createHandler } from '../../src/http.ts'
import { HOUR } from '../../src/lib/durations.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { createBrowser } from '../world/browser.ts'
import { cheapPasswords } from '../world/cheap-passwords.ts'
import { scenario } from '../world/scenario.ts'
import { createTestApp } from '../world/test-app.ts'
import { until } from '../world/until.ts'

const PASSWORD = 'a long enough password'
const HOME = '192.0.2.1'
const { max } = RATES.signInByLogin

type Send = (request: Request) => Promise<Response>

/** Signs in at the API, through our proxy. */
function signInWith(send: Send) {
  return async (username: string, password: string, network: string) => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': network }
    const body = JSON.stringify({ name: 'app', scopes: 'read', username, password })
    return await send(new Request('https://lagoon.test/api/v1/tokens', { method: 'POST', headers, body }))
  }
}

async function open({ passwords = cheapPasswords, env = {} } = {}) {
  const world = await createTestApp({ passwords, env })
  await createUser(world.app, { username: 'ana', email: 'ana@mail.test', password: PASSWORD })
  const fetch = fetchFrom(createHandler(world.app))
  const send: Send = async (request) => await fetch(request, { remoteAddress: '127.0.0.1' })
  return { ...world, send, signIn: signInWith(send), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

const stranger = (at: number) => `203.0.113.${at}`

test('one account has one counter, however its login is spelled and from wherever; an unknown name has one, too', async () => {
  await using server = await open()
  const spellings = [
    ['ana', 'ANA', ' ana ', 'Ana', 'ana@mail.test', 'ANA@Mail.Test', '\tana@mail.test '],
    ['nobody', 'NOBODY', ' nobody ', 'NoBody'],
    ['nobody@mail.test', 'NOBODY@mail.test'],
  ]
  for (const names of spellings) {
    const answers: [number, string][] = []
    for (let at = 0; at <= max; at++) {
      const answer = await server.signIn(names[at % names.length] as string, 'wrong', stranger(at))
      answers.push([answer.status, await answer.text()])
    }
    assert.deepEqual(new Set(answers.slice(0, max).map(([status]) => status)), new Set([401]), String(names))
    assert.deepEqual(answers[max], [429, '{"error":"Too many requests"}'], String(names))
  }
})

test('strangers cannot lock an owner out of a network from which the owner has signed in', async () => {
  await using server = await open()
  const status = async (password: string, network: string) => (await server.signIn('ana', password, network)).status
  assert.equal(await status(PASSWORD, HOME), 200)
  for (let at = 0; at <= max; at++) await status('wrong', stranger(at))
  const refused = await server.signIn('ana', PASSWORD, stranger(100))
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  for (let at = 0; at < max + 5; at++) {
    server.advance(RATES.signInByNetwork.everyMs)
    if (at % 12 === 0) for (let other = 0; other <= max; other++) await status('wrong', stranger(other))
    assert.equal(await status(PASSWORD, HOME), 200, 'the right password is no guess')
  }
  server.advance(HOUR)
  for (let at = 0; at < max; at++) {
    if (at % 20 === 0) server.advance(RATES.signInByNetwork.everyMs)
    assert.equal(await status('wrong', HOME), 401)
  }
  assert.equal(await status('wrong', HOME), 429, 'a known network has a counter of its own')
  assert.equal(await status(PASSWORD, stranger(200)), 200, 'which is not that of others')
})

test('the network where an account was made is known from the start', async () => {
  await using server = await open({ env: { ATOLL_REGISTRATIONS: 'open' } })
  const person = { username: 'bo', email: 'bo@mail.test', password: PASSWORD }
  const headers = { 'x-forwarded-for': HOME }
  const made = await createBrowser(server.send, 'https://lagoon.test').submit('/auth/sign-up', person, { headers })
  assert.equal(made.status, 303)
  const bo = await findUserByName(server.app, 'bo')
  await confirmEmailOf(server.app, bo?.user as User)
  for (let at = 0; at <= max; at++) await server.signIn('bo', 'wrong', stranger(at))
  assert.equal((await server.signIn('bo', PASSWORD, stranger(100))).status, 429)
  assert.equal((await server.signIn('bo', PASSWORD, HOME)).status, 200)
})

test('few passwords are verified at once, and few wait for one network or its /48', async () => {
  let [running, most, verified] = [0, 0, 0]
  const release: (() => void)[] = []
  const verify = async () => {
    verified++
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => release.push(resolve))
    running--
    return false
  }
  await using server = await open({ passwords: { hash: cheapPasswords.hash, verify } })
  const [loud, loud6] = [Array(8).fill(stranger(1)), Array.from({ length: 8 }, (_, at) => `2001:db8:1:${at}::1`)]
  const answers = [...loud, ...loud6, stranger(2)].map((network, at) => server.signIn(`name${at}`, 'wrong', network))
  let [refused, done] = [0, false]
  for (const answer of answers) answer.then(({ status }) => (refused += Number(status === 429)))
  const all = Promise.all(answers).finally(() => {
    done = true
  })
  await until('all attempts that find no place', async () => refused === 8)
  while (!done) {
    release.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const statuses = (await all).map(({ status }) => status)
  const count = (list: number[]) => list.filter((status) => status === 401).length
  assert.deepEqual([count(statuses.slice(0, 8)), count(statuses.slice(8, 16)), statuses[16]], [4, 4, 401])
  assert.deepEqual([most, verified], [2, 9])
  const busy = (await all).find(({ status }) => status === 429)
  assert.ok(Number(busy?.headers.get('retry-after')) > 0)
})

scenario('a restart forgets no network of an owner', async (world) => {
  const lagoon = await world.server('lagoon.test', { ATOLL_RATE_LIMITS: 'yes', ATOLL_TRUSTED_PROXIES: 'loopback' })
  await createUser(lagoon.app, { username: 'ana', password: PASSWORD })
  const signIn = signInWith((request) => lagoon.answer(request))
  assert.equal((await signIn('ana', PASSWORD, HOME)).status, 200)
  await world.crash(lagoon)
  for (let at = 0; at <= max; at++) await signIn('ana', 'wrong', stranger(at))
  assert.equal((await signIn('ana', PASSWORD, stranger(100))).status, 429)
  assert.equal((await signIn('ana', PASSWORD, HOME)).status, 200)
})

test('few accounts are made at once for one network (R-113)', async () => {
  let [running, most, isOpen] = [0, 0, false]
  /** Hashing lasts until somebody is refused. */
  const refusal = Promise.withResolvers<void>()
  const hash = async (password: string) => {
    most = Math.max(most, ++running)
    if (running > 2) refusal.resolve()
    if (isOpen) await refusal.promise
    running--
    return await cheapPasswords.hash(password)
  }
  await using server = await open({ passwords: { ...cheapPasswords, hash }, env: { ATOLL_REGISTRATIONS: 'open' } })
  isOpen = true
  const signUp = async (at: number) => {
    const form = { username: `cy${at}`, email: `cy${at}@mail.test`, password: PASSWORD }
    const browser = createBrowser(server.send, 'https://lagoon.test')
    const { status } = await browser.submit('/auth/sign-up', form, { headers: { 'x-forwarded-for': HOME } })
    if (status === 429) refusal.resolve()
    return status
  }
  const statuses = await Promise.all([1, 2, 3, 4, 5].map(signUp))
  assert.deepEqual([statuses.toSorted(), most], [[303, 303, 303, 303, 429], 2])
})
