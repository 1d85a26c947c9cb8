/** Sends odd input to every API endpoint and every federation route. None answers 500 or crashes the server. */
import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Endpoint } from '../../src/api/http/endpoint.ts'
import { endpoints } from '../../src/api/index.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { SCOPES } from '../../src/core/tokens/scopes.ts'
import { createUser } from '../../src/core/users/create.ts'
import { federationRoutes } from '../../src/federation/routes.ts'
import { feedRoutes } from '../../src/feeds/routes.ts'
import { loadPages } from '../../src/pages/index.ts'
import { hostile, type Scene } from './scene.ts'

const IDS = [
  '0',
  '-1',
  '1.5',
  '00',
  '9007199254740991',
  '9007199254740993',
  '9'.repeat(40),
  '%00',
  '%',
  '%ff',
  '..',
  '%2e%2e%2f',
  'null',
  "1'--",
  'é',
  '1%00',
  '٣',
  '1e3',
  ' 1',
]
const VALUES: readonly unknown[] = [
  '', '\0', 'a\0b', '\ud800', '\u202e', '🏝️', 'x'.repeat(3000), '0', '-1', '1e99', '9'.repeat(40), "'; drop table statuses; --", '%', '\\', '../..', '<b>', 'https://', 'https://nowhere.test/x', '@nobody@nowhere.test', '@', 
  0, -1, 1e300, 2 ** 60, true, null, [], {}, ['a', 1, null, {}], { a: { b: { c: {} } } }, [['x'], { y: 1 }],
] // biome-ignore format: a list of crumbs
const BODIES: [string, string][] = [
  ['application/json', ''], ['application/json', '{'], ['application/json', 'null'], ['application/json', '[]'], ['application/json', '"x"'], ['application/json', '5'],
  ['application/json', `${'['.repeat(200)}${']'.repeat(200)}`], ['application/json', '{"__proto__":{"x":1},"constructor":5,"status":{"toString":5}}'], ['application/json', '{"status":"\\u0000\\ud800"}'],
  ['application/json; charset=utf-16', '{}'], ['application/x-www-form-urlencoded', '%'], ['application/x-www-form-urlencoded', 'a[b][c][d][e][f]=1&a=2&a[]=3&[]=4&a[=5&=6'], ['application/x-www-form-urlencoded', 'status=%00%ff%ed%a0%80'],
  ['application/x-www-form-urlencoded', 'x=1&'.repeat(2000)], ['multipart/form-data', 'x'], ['multipart/form-data; boundary=x', '--x\r\n\r\n'], ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="status"; filename="a"\r\n\r\nb\r\n--x--'],
  ['text/plain', 'x'], ['application/xml', '<a/>'], ['', 'x'], ['*/*', 'x'],
] // biome-ignore format: a table

/** One request to the server. A 500 or a thrown error fails the test. */
async function request(
  { lagoon }: Scene,
  method: string,
  path: string,
  init: { body?: string; headers?: Record<string, string> } = {},
) {
  const headers = { host: lagoon.host, ...init.headers }
  const answer = await lagoon.answer(
    new Request(lagoon.origin + path, {
      method,
      headers,
      ...(init.body !== undefined && { body: init.body }),
      redirect: 'manual',
    }),
  )
  const text = await answer.text()
  const about = `${method} ${path.slice(0, 200)} ${init.headers?.['content-type'] ?? ''} ${init.body?.slice(0, 200) ?? ''} → ${answer.status} ${text.slice(0, 300)}`
  assert.ok(answer.status < 500 || answer.status === 503, about)
  assert.doesNotMatch(text, /\bat .+\.ts:\d+|node_modules|SQLITE|syntax error|duplicate key/i, about)
  return { status: answer.status, text }
}

/** The names of the parameters that an endpoint reads. */
function fieldsOf({ form, page }: Endpoint): string[] {
  const own = form instanceof z.ZodObject ? Object.keys(form.shape) : []
  return [...own, ...(page || own.length === 0 ? ['limit', 'max_id', 'since_id', 'min_id'] : [])]
}

const isWriting = ({ method }: Endpoint) => method !== 'GET' && method !== 'DELETE'
const withIds = (path: string, id: string) => path.replaceAll(/:\w+/g, id)

/** An owner with every scope, and a post of hers. */
async function signInAsOwner(scene: Scene) {
  const { app } = scene.lagoon
  const { user, account } = await createUser(app, { username: 'queen', password: 'long enough 1', role: 'owner' })
  const { key } = await createToken(app, user, { name: 'sweep', scopes: [...SCOPES] })
  const authorization = `Bearer ${key}`
  const headers = { authorization, 'content-type': 'application/json' }
  const written = await request(scene, 'POST', '/api/v1/statuses', { body: '{"status":"my own"}', headers })
  const own = (JSON.parse(written.text) as { id: string }).id
  const others = (await scene.ana.post('not my own')).id
  /** The path with ids of objects that exist, and that must still exist afterwards. */
  const realPath = ({ method, path }: Endpoint) => {
    if (path.includes('accounts') || path.includes('follow_requests')) return withIds(path, scene.ana.id)
    return withIds(path, method === 'DELETE' || path.includes('tokens') ? others : own)
  }
  const assertIntact = async () => {
    const { text } = await request(scene, 'GET', '/api/v1/accounts/verify_credentials', { headers: { authorization } })
    assert.equal((JSON.parse(text) as { id: string }).id, String(account.id), 'still signed in')
    assert.equal((await request(scene, 'GET', `/api/v1/statuses/${own}`)).status, 200, 'the post is still there')
  }
  return { authorization, headers, own, realPath, assertIntact }
}

hostile('no endpoint fails on odd ids, queries and bodies (R-54)', async (scene) => {
  const { authorization, realPath, assertIntact } = await signInAsOwner(scene)
  for (const endpoint of endpoints) {
    const { method, path } = endpoint
    for (const id of path.includes(':') ? IDS : [])
      await request(scene, method, withIds(path, id), { headers: { authorization } })
    const real = realPath(endpoint)
    if (isWriting(endpoint))
      for (const [type, body] of BODIES) {
        await request(scene, method, real, { body, headers: { authorization, 'content-type': type } })
        await request(scene, method, real, { body, headers: { 'content-type': type } })
      }
    for (const query of [
      '?%',
      '?limit=%00&max_id=%ff',
      '?a[b][c]=1&a=2',
      '?limit=-1&limit=5',
      `?q=${'%00'.repeat(50)}`,
      `?id[]=${'1&id[]='.repeat(1500)}`,
    ])
      await request(scene, method, real + query, { headers: { authorization } })
  }
  await assertIntact()
})

hostile('no endpoint fails on a field with a value of any type (R-54)', async (scene) => {
  const { authorization, headers, own, realPath, assertIntact } = await signInAsOwner(scene)
  const usual = {
    status: 'words',
    uri: '@bo@mastodon.test',
    q: 'x',
    acct: 'ana',
    username: 'newcomer',
    email: 'a@b.test',
    password: 'long enough 1',
    agreement: true,
    id: [own],
  }
  for (const endpoint of endpoints) {
    const real = realPath(endpoint)
    for (const field of fieldsOf(endpoint)) {
      const tried = VALUES.map((value) => {
        if (isWriting(endpoint))
          return request(scene, endpoint.method, real, { body: JSON.stringify({ ...usual, [field]: value }), headers })
        const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
        const query = new URLSearchParams({ q: 'x', acct: 'ana', [field]: text })
        return request(scene, endpoint.method, `${real}?${query}`, { headers: { authorization } })
      })
      await Promise.all(tried)
    }
  }
  await assertIntact()
})

hostile('no route fails on odd headers and methods (R-54)', async (scene) => {
  const tokens = [
    'Bearer',
    'Bearer ',
    `Bearer ${'x'.repeat(9000)}`,
    'Basic eDp5',
    'bearer x',
    'Bearer a b',
    'Bearer \u00ff',
    'x',
  ]
  for (const authorization of tokens)
    for (const path of ['/api/v1/timelines/home', '/api/v1/timelines/public', '/api/v2/instance'])
      await request(scene, 'GET', path, { headers: { authorization } })
  const odd: [string, string][] = [
    ['accept', '\u00ff'],
    ['accept', ','.repeat(5000)],
    ['accept', 'application/activity+json;q=x'],
    ['accept-language', '*;q=9'],
    ['range', 'bytes=9-1,-5'],
    ['if-none-match', '"'],
    ['x-forwarded-for', 'x'.repeat(5000)],
    ['x-forwarded-for', '1.2.3.4,'.repeat(500)],
    ['signature', 'x'],
    ['signature', 'keyId="'],
    ['signature-input', 'x'],
    ['idempotency-key', 'x'.repeat(5000)],
  ]
  for (const [name, value] of odd)
    for (const path of ['/', '/@ana', '/actor', '/api/v1/timelines/public', new URL(scene.ana.uri).pathname])
      await request(scene, 'GET', path, { headers: { [name]: value } })
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'X-ODD'])
    for (const path of ['/', '/inbox', '/actor', '/api/v1/statuses', '/.well-known/webfinger', '/nodeinfo/2.0'])
      await request(scene, method, path)
})

hostile('no federation route and no page fails on odd paths and bodies (R-54)', async (scene) => {
  const { lagoon, ana, bo } = scene
  const post = await ana.post('a post')
  const { assets, pages } = await loadPages(lagoon.app)
  const feeds = feedRoutes(lagoon.app).list.map(({ method, path }) => ({
    method,
    path: `${path.replace('/:handle/:file', '/:handle/replies')}.atom`,
  }))
  const routes = [...[federationRoutes(lagoon.app), assets, pages].flatMap(({ list }) => list), ...feeds]
  const paths = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  assert.ok(paths.size > 30)
  const accepts = ['application/activity+json', 'text/html', '*/*', 'image/png', '']
  const queries = [
    '',
    '?page=true',
    '?page=x',
    '?page=true&max_id=x',
    '?page=true&min_id=9007199254740993',
    '?page=true&max_id=%00',
    '?max_id=-1',
    '?until=x',
    '?until=9007199254740993',
    '?%',
    '?resource=%00',
  ]
  for (const route of paths) {
    const [method = '', pattern = ''] = route.split(' ')
    const ids = pattern.includes(':') ? [...IDS, post.id, ana.id] : ['']
    for (const id of ids) {
      const path = pattern.replaceAll(/:\w+/g, id)
      const type = { 'content-type': method === 'POST' ? 'application/activity+json' : 'text/plain' }
      for (const accept of method === 'GET' ? accepts : ['*/*'])
        await request(scene, method, path, {
          headers: { accept, ...(method === 'POST' && type) },
          ...(method === 'POST' && { body: '{"type":5}' }),
        })
    }
    const real = pattern.replace(':handle', 'ana').replaceAll(/:\w+/g, pattern.includes('users') ? ana.id : post.id)
    for (const query of method === 'GET' ? queries : [])
      await request(scene, method, real + query, { headers: { accept: 'application/activity+json' } })
    if (method === 'POST')
      for (const [type, body] of BODIES) await request(scene, method, real, { body, headers: { 'content-type': type } })
  }
  const resources = [
    'acct:',
    'acct:@',
    'acct:ana',
    'acct:ana@',
    'acct:@lagoon.test',
    'acct:ana@lagoon.test@evil.test',
    'acct:%00@lagoon.test',
    'acct:ana%0d%0a@lagoon.test',
    'https://',
    'https://lagoon.test/@%00',
  ]
  resources.push(
    'https://lagoon.test/ap/users/99999999999999999999',
    `acct:${'x'.repeat(5000)}@lagoon.test`,
    'acct:ana@LAGOON.test.',
    'acct:аna@lagoon.test',
    'data:,x',
    'https://lagoon.test/@ana/../@bo',
  )
  for (const resource of resources) {
    const { status } = await request(scene, 'GET', `/.well-known/webfinger?resource=${resource}`)
    assert.ok([200, 400, 404].includes(status), `${resource} ${status}`)
  }
  for (const path of [
    '//',
    '/%',
    '/%00',
    '/..%2f..%2fetc/passwd',
    '/assets/..%2f..%2fconfig.ts',
    '/assets/%00',
    '/@',
    '/@ana%00',
    '/@@@',
    `/${'a/'.repeat(3000)}`,
    '/ap',
    '/ap/users',
    '/api',
    '/api/v1',
  ])
    await request(scene, 'GET', path)
  await request(scene, 'GET', '/', { headers: { host: 'evil.test' } })
  assert.equal((await bo.get(post.uri)).status, 200)
})

const TYPES =
  'Create Update Delete Follow Accept Reject Undo Like Announce Block Add Remove Move Flag Note Article Question Person Tombstone Mention Emoji Image'.split(
    ' ',
  )
const KEYS =
  'id type actor object target to cc content summary name url tag attachment inReplyTo attributedTo published updated replies href icon publicKey inbox preferredUsername sensitive oneOf'.split(
    ' ',
  )
/** Types that do not end ana's follow, so that bo's activities stay relevant. */
const LASTING_TYPES = [...TYPES.filter((type) => !/Reject|Block/.test(type)), 'Create', 'Create', 'Update', 'Announce']
const RANDOM_ACTIVITIES = 300

hostile('a random activity is accepted or rejected, and never fails its job (R-54)', async (scene) => {
  const { world, bo, mallory, ana, lagoon } = scene
  const pick = <T>(list: readonly T[]): T => list[Math.floor(world.random() * list.length)] as T
  const [note, post] = [bo.note('a note'), await ana.post('a post')]
  const real = [note, note.id, post.uri, ana.uri, bo.id, mallory.id, bo.followers, bo.document, bo.document.featured]
  const things: unknown[] = [
    ...real,
    ...real,
    ...VALUES.filter((value) => typeof value !== 'string' || value.length < 100),
  ]
  const make = (depth: number): unknown => {
    const luck = world.random()
    if (depth === 0 || luck < 0.5) return pick(things)
    if (luck < 0.6) return [make(depth - 1), make(depth - 1)]
    return Object.fromEntries([
      ['type', pick(TYPES)],
      ...Array.from({ length: 5 }, () => [pick(KEYS), make(depth - 1)]),
    ])
  }
  for (let n = 0; n < RANDOM_ACTIVITIES; n++) {
    const by = pick([bo, mallory])
    const odd = Object.fromEntries(Array.from({ length: 2 }, () => [pick(KEYS), make(2)]))
    const inner = { ...bo.note('inner'), ...odd, id: pick([note.id, by.mint('things'), make(1)]) }
    const type = pick(by === bo ? LASTING_TYPES : TYPES)
    const activity = {
      ...by.like(post.uri),
      type,
      // An actor that deletes itself would be ignored from then on.
      object: type === 'Delete' ? note.id : pick([inner, make(3)]),
      ...(n % 4 === 0 && odd),
      id: by.mint('acts'),
    }
    const { status, text } = await by.post(lagoon, activity)
    assert.ok([202, 400, 401].includes(status), `${JSON.stringify(activity)} → ${status} ${text()}`)
    if (n % 50 === 0) await world.settle()
  }
  await world.settle()
  assert.equal((await ana.view(post)).uri, post.uri)
  assert.equal((await ana.findAccount(bo.handle)).acct, bo.handle, 'the activities of bo were processed to the end')
})
