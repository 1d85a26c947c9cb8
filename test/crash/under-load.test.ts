/**
 * Kills a real process with SIGKILL again and again, while clients post, signed activities arrive, and deliveries go
 * out to a server that fails at times. Everything acknowledged takes effect, and does so once.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { MINUTE } from '../../src/lib/durations.ts'
import { DemoServer, freePort } from '../../tools/demo/demo-server.ts'
import { until } from '../world/until.ts'
import { everyPage, postSurely, type SeenStatus, wordsOf } from './client.ts'
import { FANS, finalText, NEWCOMERS, NOTES, namesAna, noteUri, planActivities, type Target } from './plan-activities.ts'
import { type RemoteServer, startRemote } from './remote-server.ts'

const KILLS = 7
const EARLIER_POSTS = 8
const POSTS = 70
const CLIENTS = 3
const SENDERS = 4

interface Job {
  name: string
  leased_by: string | null
}

interface Scene {
  server: DemoServer
  remote: RemoteServer
  ana: Target & { inbox: string }
  /** Maps a text to the post that the client received as an answer. */
  posts: Map<string, SeenStatus>
  jobs(): Job[]
  failures(): number
}

test('a server killed under load loses nothing and duplicates nothing', { timeout: 2 * MINUTE }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-under-load-'))
  await using remote = await startRemote()
  const server = new DemoServer('lagoon', await freePort(), folder)
  try {
    const scene = await prepare(server, remote, join(folder, 'lagoon', 'atoll.db'))
    await t.test('load and kills', () => killUnderLoad(scene))
    await t.test('deliveries resume after an outage of the remote server', () => outage(scene))
    await t.test('no job is left, and none was parked', async () => {
      await until('no jobs', () => scene.jobs().length === 0)
    })
    await t.test('every post exists once', () => checkPosts(scene))
    await t.test('every post was delivered, in one activity', () => checkDeliveries(scene))
    await t.test('every activity took effect once', () => checkEffects(scene))
    await t.test('home and notifications contain each item once', () => checkHome(scene))
  } finally {
    await server.kill()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

async function prepare(server: DemoServer, remote: RemoteServer, database: string): Promise<Scene> {
  await server.start()
  await server.makeUser('ana')
  const inbox = `${server.origin}/inbox`
  const { uri } = await server.api<{ uri: string }>('GET', '/v1/accounts/verify_credentials')
  await server.api('POST', '/v1/follows', { uri: `bo@${new URL(remote.origin).host}` })
  await until('the follow of bo', () => remote.deliveries.some(({ type }) => type === 'Follow'))
  const follow = remote.deliveries.find(({ type }) => type === 'Follow')
  await remote.send(inbox, 'bo', { id: `${remote.person('bo')}#accept`, type: 'Accept', object: follow?.id })
  for (const name of ['hermit', 'neighbour'])
    await remote.send(inbox, name, { id: `${remote.person(name)}#follow`, type: 'Follow', object: uri })
  const followed = async () => {
    const me = await server.api<{ followers_count: number; following_count: number }>(
      'GET',
      '/v1/accounts/lookup?acct=ana',
    )
    return me.followers_count === 2 && me.following_count === 1
  }
  await until('all follows', followed)
  const posts = new Map<string, SeenStatus>()
  for (let n = 0; n < EARLIER_POSTS; n++) posts.set(`earlier ${n}.`, await postSurely(server, `earlier ${n}.`))
  const ana = { uri, inbox, posts: [...posts.values()].map((post) => post.uri) }
  return { server, remote, ana, posts, jobs: () => readJobs(database), failures: () => readFailures(database) }
}

/** All jobs, including parked ones, read from outside the process as an administrator would. */
function readJobs(path: string): Job[] {
  using database = new DatabaseSync(path, { readOnly: true })
  return database.prepare('select name, leased_by from jobs').all() as unknown as Job[]
}

/** The number of consecutive failed deliveries. */
function readFailures(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true })
  return Number(database.prepare('select sum(failures) as failures from hosts').get()?.failures)
}

async function killUnderLoad({ server, remote, ana, posts }: Scene): Promise<void> {
  const sequences = planActivities(remote, ana)
  const texts = Array.from({ length: POSTS }, (_, n) => `post ${n}.`)
  const total = texts.length + sequences.length
  let [answered, hasFailed] = [0, false]
  const client = async () => {
    for (let text = texts.shift(); text !== undefined; text = texts.shift(), answered++)
      posts.set(text, await postSurely(server, text))
  }
  const sender = async () => {
    for (let next = sequences.shift(); next; next = sequences.shift(), answered++)
      for (const activity of next.activities) await remote.send(ana.inbox, next.by, activity)
  }
  const load = Promise.all([...repeat(CLIENTS, client), ...repeat(SENDERS, sender)])
  load.catch(() => {
    hasFailed = true
  })
  for (let kill = 1; kill <= KILLS && !hasFailed; kill++) {
    await until('enough answers', () => hasFailed || answered >= (total * kill) / (KILLS + 1))
    await server.kill()
    await server.start()
  }
  await load
}

function repeat(times: number, work: () => Promise<void>): Promise<void>[] {
  return Array.from({ length: times }, work)
}

/** Deliveries that wait for a retry are sent as soon as the host is heard from. */
async function outage({ server, remote, ana, posts, jobs, failures }: Scene): Promise<void> {
  await until('what arrived is processed', () => jobs().every(({ name }) => name === 'deliver'))
  remote.health = 'down'
  for (const text of ['last 0.', 'last 1.']) posts.set(text, await postSurely(server, text))
  await until('no delivery is running', () => failures() > 0 && jobs().every(({ leased_by }) => leased_by === null))
  remote.health = 'up'
  const object = posts.get('last 0.')?.uri
  await remote.send(ana.inbox, 'bo', { id: `${remote.person('bo')}#back`, type: 'Like', object })
}

async function checkPosts({ server, posts }: Scene): Promise<void> {
  const { id } = await server.api<{ id: string }>('GET', '/v1/accounts/lookup?acct=ana')
  const found = await everyPage<SeenStatus>(server, `/v1/accounts/${id}/statuses`)
  assert.deepEqual(
    found.map((status) => `${status.id} ${wordsOf(status)}`).sort(),
    [...posts].map(([text, status]) => `${status.id} ${text}`).sort(),
  )
}

async function checkDeliveries({ remote, posts }: Scene): Promise<void> {
  for (const inbox of ['/inbox', '/users/hermit/inbox']) {
    const creates = remote.deliveries.filter((one) => one.inbox === inbox && one.type === 'Create')
    const byObject = Map.groupBy(creates, ({ body }) => String(JSON.parse(body).object.id))
    assert.deepEqual([...byObject.keys()].sort(), [...posts.values()].map(({ uri }) => uri).sort(), inbox)
    for (const [uri, of] of byObject) assert.equal(new Set(of.map(({ body }) => body)).size, 1, uri)
  }
  const accepts = remote.deliveries
    .filter(({ type }) => type === 'Accept')
    .map(({ body }) => objectId(JSON.parse(body)))
  const accepted = new Set(accepts)
  assert.equal(accepted.size, NEWCOMERS + 2)
  assert.ok(remote.deliveries.length > posts.size * 2, 'some answers were lost, so those activities came again')
}

function objectId({ object }: { object: string | { id: string } }): string {
  return typeof object === 'string' ? object : object.id
}

async function checkEffects({ server, ana, posts }: Scene): Promise<void> {
  const me = await server.api<{ followers_count: number }>('GET', '/v1/accounts/lookup?acct=ana')
  assert.equal(me.followers_count, NEWCOMERS + 2)
  for (const { id, uri } of posts.values()) {
    if (!ana.posts.includes(uri)) continue
    const { favourites_count, reblogs_count } = await server.api<SeenStatus>('GET', `/v1/statuses/${id}`)
    assert.deepEqual([favourites_count, reblogs_count], [FANS, 1], uri)
    const fans = await server.api<unknown[]>('GET', `/v1/statuses/${id}/favourited_by`)
    assert.equal(fans.length, FANS)
  }
}

async function checkHome({ server, remote, posts }: Scene): Promise<void> {
  const notes = Array.from({ length: NOTES }, (_, n) => ({ n, uri: noteUri(remote, n), text: finalText(n) }))
  const there = notes.filter(({ text }) => text !== undefined)
  const home = (await everyPage<SeenStatus>(server, '/v1/timelines/home')).filter(({ reblog }) => reblog === null)
  assert.deepEqual(
    home.map((status) => `${status.uri} ${wordsOf(status)}`).sort(),
    [
      ...there.map(({ uri, text }) => `${uri} ${text}`),
      ...[...posts].map(([text, { uri }]) => `${uri} ${text}`),
    ].sort(),
  )
  const notifications = await everyPage<{ id: string; type: string }>(server, '/v1/notifications')
  const counts = Object.fromEntries(
    Object.entries(Object.groupBy(notifications, ({ type }) => type)).map(([type, of]) => [type, of?.length]),
  )
  assert.deepEqual(counts, {
    favourite: FANS * EARLIER_POSTS + 1,
    follow: NEWCOMERS + 2,
    mention: there.filter(({ n }) => namesAna(n)).length,
    reblog: EARLIER_POSTS,
  })
}
