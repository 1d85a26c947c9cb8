/** Atoll and Fedify over sockets: each does everything to the other, in both forms of signature. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Announce, Create, Delete, Follow, Like, Note, PUBLIC_COLLECTION, Tombstone, Undo, Update } from '@fedify/vocab'
import { loadConfig } from '../../src/config.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { createLog } from '../../src/lib/log.ts'
import { listen } from '../../src/listen.ts'
import { createServer } from '../../src/server.ts'
import { freePort, type Post } from '../../tools/demo/island.ts'
import { type Form, type Stranger, startStranger } from './stranger.ts'

const WAIT_MS = 15_000

interface Account {
  id: string
  acct: string
  uri: string
}

async function startAtoll(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-fedify-'))
  const port = await freePort()
  const env = {
    ATOLL_PORT: String(port),
    ATOLL_DATA: folder,
    ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes',
    ATOLL_RATE_LIMITS: 'no',
  }
  const config = loadConfig({ env })
  const server = await createServer(config, { log: createLog({ level: 'silent' }) })
  await server.start({ listens: false })
  /** How each activity that was answered 202 was signed. */
  const accepted: Form[] = []
  const listener = await listen(config, async (request, peer) => {
    const isSigned9421 = request.headers.has('signature-input')
    const response = await server.fetch(request, peer)
    if (request.method === 'POST' && response.status === 202)
      accepted.push(isSigned9421 ? 'rfc9421' : 'draft-cavage-http-signatures-12')
    return response
  })
  t.after(async () => {
    await listener.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const { user, account } = await createUser(server.app, { username: 'ana', password: 'lagoon lagoon', approved: true })
  const { key } = await createToken(server.app, user, { name: 'test', scopes: ['read', 'write', 'follow'] })
  const api = async <T>(method: string, path: string, form: Record<string, string> = {}): Promise<T> => {
    const body = method === 'GET' ? undefined : new URLSearchParams(form)
    const headers = { authorization: `Bearer ${key}` }
    const response = await fetch(`${config.origin}/api${path}`, { method, headers, ...(body && { body }) })
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`)
    return (await response.json()) as T
  }
  return { api, accepted, ana: { actor: account.uri, inbox: account.inbox_url }, host: config.host }
}
type Atoll = Awaited<ReturnType<typeof startAtoll>>

for (const form of ['draft-cavage-http-signatures-12', 'rfc9421'] as const) {
  test(`Atoll and Fedify, signing by ${form}`, { timeout: 120_000 }, async (t) => {
    const fedify = await startStranger(form)
    t.after(() => fedify.close())
    const atoll = await startAtoll(t)
    await t.test('Fedify follows, and is accepted', () => fedifyFollows(fedify, atoll))
    await t.test('what is done on Atoll arrives at Fedify', () => atollActs(fedify, atoll))
    await t.test('what is done on Fedify arrives at Atoll', () => fedifyActs(fedify, atoll))
    assert.ok(fedify.accepted.length >= 8)
    assert.ok(atoll.accepted.length >= 8)
    assert.deepEqual([...new Set(atoll.accepted)], [form], 'Fedify signed in this form, and Atoll took it')
    for (const headers of fedify.accepted) assert.equal('signature-input' in headers, form === 'rfc9421')
  })
}

async function fedifyFollows(fedify: Stranger, { api, ana }: Atoll): Promise<void> {
  const follow = new Follow({
    id: new URL('#follows/1', fedify.actor),
    actor: fedify.actor,
    object: new URL(ana.actor),
  })
  await fedify.send(ana, follow)
  await got(fedify, 'Accept')
  await until(
    'a follower',
    async () => (await api<{ followers_count: number }>('GET', '/v1/accounts/lookup?acct=ana')).followers_count === 1,
  )
}

async function atollActs(fedify: Stranger, { api }: Atoll): Promise<void> {
  const fay = await api<Account>('POST', '/v1/follows', { uri: fedify.handle })
  await got(fedify, 'Follow')
  await until('the follow is accepted', async () => {
    const [relation] = await api<{ following: boolean }[]>('GET', `/v1/accounts/relationships?id[]=${fay.id}`)
    return relation?.following
  })
  const post = await api<Post>('POST', '/v1/statuses', { status: 'Hello, stranger' })
  const create = await got(fedify, 'Create')
  const note = await create.getObject({ documentLoader: noLoader })
  assert.ok(note instanceof Note)
  assert.equal(note.id?.href, post.uri)
  assert.match(String(note.content), /Hello, stranger/)
  await api('PUT', `/v1/statuses/${post.id}`, { status: 'Hello again, stranger' })
  await got(fedify, 'Update')
  await api('DELETE', `/v1/statuses/${post.id}`)
  await got(fedify, 'Delete')
  await api('POST', `/v1/accounts/${fay.id}/unfollow`)
  await got(fedify, 'Undo')
  await api('POST', `/v1/accounts/${fay.id}/follow`)
  await until('following again', async () => {
    const [relation] = await api<{ following: boolean }[]>('GET', `/v1/accounts/relationships?id[]=${fay.id}`)
    return relation?.following
  })
}

async function fedifyActs(fedify: Stranger, { api, ana }: Atoll): Promise<void> {
  const home = () => api<Post[]>('GET', '/v1/timelines/home')
  const noteBy = (id: string, content: string, more: ConstructorParameters<typeof Note>[0] = {}) => {
    const note = new Note({
      id: fedify.noteUri(id),
      attribution: fedify.actor,
      to: PUBLIC_COLLECTION,
      content,
      published: Temporal.Now.instant(),
      ...more,
    })
    fedify.notes.set(id, note)
    return note
  }
  const activity = (name: string) => ({
    id: new URL(`#${name}`, fedify.actor),
    actor: fedify.actor,
    to: PUBLIC_COLLECTION,
  })
  await fedify.send(ana, new Create({ ...activity('create/1'), object: noteBy('1', '<p>From a stranger</p>') }))
  const copy = await until('the post is in home', async () =>
    (await home()).find((one) => one.content.includes('From a stranger')),
  )
  assert.equal(copy.uri, fedify.noteUri('1').href)

  await api('POST', `/v1/statuses/${copy.id}/favourite`)
  await got(fedify, 'Like')
  await api('POST', `/v1/statuses/${copy.id}/reblog`)
  await got(fedify, 'Announce')
  await api('POST', `/v1/statuses/${copy.id}/unfavourite`)
  await got(fedify, 'Undo', 2)
  await api('POST', '/v1/statuses', { status: `${fedify.handle} a reply`, in_reply_to_id: copy.id })
  await got(fedify, 'Create', 2)

  const updated = Temporal.Now.instant().add({ seconds: 5 })
  await fedify.send(
    ana,
    new Update({ ...activity('update/1'), object: noteBy('1', '<p>Changed by a stranger</p>', { updated }) }),
  )
  await until('the edit', async () => (await home()).some((one) => one.content.includes('Changed by') && one.edited_at))

  const mine = await api<Post>('POST', '/v1/statuses', { status: 'Like me' })
  const shown = () => api<Post & { replies_count: number }>('GET', `/v1/statuses/${mine.id}`)
  const like = new Like({ ...activity('like/1'), object: new URL(mine.uri) })
  await fedify.send(ana, like)
  await until('a favourite', async () => (await shown()).favourites_count === 1)
  await fedify.send(ana, new Undo({ ...activity('undo/1'), object: like }))
  await until('no favourite', async () => (await shown()).favourites_count === 0)
  await fedify.send(ana, new Announce({ ...activity('boost/1'), object: new URL(mine.uri) }))
  await until('a boost', async () => (await shown()).reblogs_count === 1)
  const reply = noteBy('2', '<p>An answer</p>', { replyTarget: new URL(mine.uri) })
  await fedify.send(ana, new Create({ ...activity('create/2'), object: reply }))
  await until('a reply', async () => (await shown()).replies_count === 1)

  fedify.notes.delete('1')
  const tombstone = new Tombstone({ id: fedify.noteUri('1') })
  await fedify.send(ana, new Delete({ ...activity('delete/1'), object: tombstone }))
  await until('gone', async () => !(await home()).some((one) => one.content.includes('Changed by')))
}

const noLoader = async (url: string): Promise<never> => {
  throw new Error(`${url} should have been embedded`)
}

/** The nth activity of this type that Fedify's inbox accepted. */
function got(fedify: Stranger, type: string, nth = 1) {
  return until(
    `${type} number ${nth} at Fedify`,
    async () => fedify.received.filter((one) => one.constructor.name === type)[nth - 1],
  )
}

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + WAIT_MS
  for (;;) {
    const seen = await look()
    if (seen) return seen
    assert.ok(performance.now() < deadline, `in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
