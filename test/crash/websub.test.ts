/**
 * Kills a real process with SIGKILL again and again while clients post, and programs that fail at times subscribe to its
 * feeds over sockets. Each of them gets every post in the end (W3C WebSub section 7).
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
import { postSurely, type SeenStatus } from './client.ts'
import { SubscribingProgram } from './subscribing-program.ts'
import { untilAnswered } from './until-answered.ts'

const KILLS = 5
const POSTS = 40
const CLIENTS = 3
/** One host for each, so that none waits because another fails. */
const HOSTS = ['127.0.2.1', '127.0.2.2', '127.0.2.3']
/** An attempt that a kill has cut off counts, too: the pause after the fifth is 160 s, give or take a quarter. */
const LONGEST_PAUSE = 3.5 * MINUTE
const FEEDS = ['/@ana.atom', '/local.rss', '/tags/sea.json']

test('each subscriber gets every post of a server that is killed under load', { timeout: 5 * MINUTE }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-websub-'))
  const server = new DemoServer('lagoon', await freePort(), folder)
  const programs = await Promise.all(HOSTS.map((host) => SubscribingProgram.start(host)))
  try {
    await server.start()
    await server.makeUser('ana')
    for (const program of programs) await subscribe(program, server)
    const { posts, deleted } = await killUnderLoad(server)
    const database = join(folder, 'lagoon', 'atoll.db')
    await until('nothing is left to be sent', () => waiting(database) === 0, LONGEST_PAUSE)
    for (const program of programs)
      for (const feed of FEEDS) checkReceived(program, server.origin + feed, posts, deleted)
    assert.deepEqual(
      programs.map((program) => program.forged),
      programs.map(() => 0),
    )
  } finally {
    await server.kill()
    for (const program of programs) await program[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

async function subscribe(program: SubscribingProgram, { origin }: DemoServer): Promise<void> {
  for (const feed of FEEDS) {
    const asked = { topic: origin + feed, path: feed, secret: 'kept between us' }
    assert.equal((await program.ask(`${origin}/websub`, asked)).status, 202)
  }
  await until('all subscriptions', () => program.subscriptions.size === FEEDS.length)
}

/** Posts while the process is killed again and again. Every fifth post is deleted at once. */
async function killUnderLoad(server: DemoServer): Promise<{ posts: SeenStatus[]; deleted: SeenStatus[] }> {
  const texts = Array.from({ length: POSTS }, (_, n) => `post ${n}. #sea`)
  const [posts, deleted]: [SeenStatus[], SeenStatus[]] = [[], []]
  const client = async () => {
    for (let text = texts.shift(); text !== undefined; text = texts.shift()) {
      const post = await postSurely(server, text)
      if (/[05]\./.test(text)) deleted.push(await remove(server, post))
      else posts.push(post)
    }
  }
  const load = Promise.all(Array.from({ length: CLIENTS }, client))
  let hasEnded = false
  load.finally(() => (hasEnded = true)).catch(() => {})
  for (let kill = 1; kill <= KILLS; kill++) {
    const enough = () => hasEnded || posts.length + deleted.length >= (POSTS * kill) / (KILLS + 1)
    await until('enough answers', enough)
    await server.kill()
    await server.start()
  }
  await load
  return { posts, deleted }
}

/** The answer may be lost: a post that is not there was deleted. */
async function remove(server: DemoServer, post: SeenStatus): Promise<SeenStatus> {
  await untilAnswered(`the deletion of ${post.id}`, async () => {
    await server.api('DELETE', `/v1/statuses/${post.id}`).catch((error: Error) => {
      if (!/answered 404/.test(error.message)) throw error
    })
  })
  return post
}

function waiting(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true })
  return Number(database.prepare('select count(*) as waiting from jobs').get()?.waiting)
}

/** What was said last about each post counts. */
function checkReceived(
  { received }: SubscribingProgram,
  topic: string,
  posts: readonly SeenStatus[],
  deleted: readonly SeenStatus[],
): void {
  const told = received.filter((one) => one.topic === topic)
  const lastAbout = ({ uri }: SeenStatus) => told.findLast(({ text }) => text.includes(uri))?.text ?? ''
  const missing = posts.filter((post) => isDeletion(lastAbout(post), post) !== false)
  const left = deleted.filter((post) => lastAbout(post) !== '' && isDeletion(lastAbout(post), post) !== true)
  assert.deepEqual([missing, left], [[], []], topic)
}

/** @returns undefined if the text says nothing about the post */
function isDeletion(text: string, { uri }: SeenStatus): boolean | undefined {
  if (!text.includes(uri)) return undefined
  if (!text.startsWith('{')) return text.includes(`deleted-entry ref="${uri}"`)
  const { _deleted = [] }: { _deleted?: { id: string }[] } = JSON.parse(text)
  return _deleted.some(({ id }) => id === uri)
}
