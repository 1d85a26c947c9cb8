/**
 * `npm run demo`: two islands, a follow, a conversation, an edit, a delete, and two crashes, over real sockets, in well
 * under a minute. Everything it shows was read back through the client API.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DemoServer, freePort, type Post } from './demo/demo-server.ts'
import { createReport, text } from './demo/report.ts'

const folder = mkdtempSync(join(tmpdir(), 'atoll-demo-'))
const lagoon = new DemoServer('lagoon', await freePort(), folder)
const reef = new DemoServer('reef', await freePort(), folder)
const { title, action, appears, waits } = createReport(process.stdout.isTTY === true)
const ana = `@ana@localhost:${lagoon.port}`
const began = performance.now()

process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
process.on('exit', cleanUp)
try {
  await islands()
  await follow()
  const post = await conversation()
  await changes(post)
  await crashSender()
  await crashReceiver()
  summary()
} catch (error) {
  console.error(`\nThe demo failed: ${(error as Error).message}`)
  process.exitCode = 1
} finally {
  await Promise.all([lagoon.kill('SIGTERM'), reef.kill('SIGTERM')])
}

async function islands(): Promise<void> {
  title('Two islands, each its own process, database and people')
  await Promise.all([lagoon.start(), reef.start()])
  for (const server of [lagoon, reef]) action(server.name, `listens on ${server.origin}`)
  await Promise.all([lagoon.makeUser('ana'), reef.makeUser('bo')])
  action('lagoon', `atoll user create ana     → ${ana}`)
  action('reef', `atoll user create bo      → @bo@localhost:${reef.port}`)
}

async function follow(): Promise<void> {
  title('A follow travels there and back')
  action('bo', `POST /api/v1/follows  uri=${ana}`)
  const { id } = await reef.api<{ id: string }>('POST', '/v1/follows', { uri: ana })
  await appears('lagoon', 'ana is notified: bo follows you', async () => {
    const notifications = await lagoon.api<{ type: string }[]>('GET', '/v1/notifications')
    return notifications.some((one) => one.type === 'follow')
  })
  await appears('reef', 'the follow is accepted', async () => {
    const [relation] = await reef.api<{ following: boolean }[]>('GET', `/v1/accounts/relationships?id[]=${id}`)
    return relation?.following
  })
}

async function conversation(): Promise<Post> {
  title('A conversation')
  action('ana', 'posts: Hello reef, the boats are back.')
  const post = await lagoon.api<Post>('POST', '/v1/statuses', { status: 'Hello reef, the boats are back.' })
  const copy = await appears('reef', 'it appears in bo’s home timeline', () => inHome('the boats are back'))
  action('bo', 'replies: I can see them!')
  await reef.api('POST', '/v1/statuses', { status: `${ana} I can see them!`, in_reply_to_id: copy.id })
  await appears('lagoon', 'the reply appears in the thread', async () => {
    const { descendants } = await lagoon.api<{ descendants: Post[] }>('GET', `/v1/statuses/${post.id}/context`)
    return descendants.some((reply) => text(reply).includes('I can see them'))
  })
  action('bo', 'boosts the post and likes it')
  await reef.api('POST', `/v1/statuses/${copy.id}/reblog`)
  await reef.api('POST', `/v1/statuses/${copy.id}/favourite`)
  await appears('lagoon', 'it has 1 boost and 1 like', async () => {
    const now = await lagoon.api<Post>('GET', `/v1/statuses/${post.id}`)
    return now.reblogs_count === 1 && now.favourites_count === 1
  })
  return post
}

async function changes(post: Post): Promise<void> {
  title('What changes here changes there')
  action('ana', 'edits it: Hello reef, all nine boats are back.')
  await lagoon.api('PUT', `/v1/statuses/${post.id}`, { status: 'Hello reef, all nine boats are back.' })
  const edited = async () => (await inHome('all nine boats'))?.edited_at
  await appears('reef', 'bo sees the new text, marked as edited', edited)
  action('ana', 'deletes it')
  await lagoon.api('DELETE', `/v1/statuses/${post.id}`)
  await appears('reef', 'it is gone from bo’s home timeline', async () => !(await inHome('all nine boats')))
  const { status } = await fetch(post.uri, { headers: { accept: 'application/activity+json' } })
  if (status !== 410) throw new Error(`the deleted post answers ${status}, not 410`)
  action('lagoon', `GET ${new URL(post.uri).pathname} answers ${status}: a tombstone`)
}

/** A 200 means that the post and its deliveries are durable. */
async function crashSender(): Promise<void> {
  title('Killed right after the answer: nothing is lost')
  const words = ['one', 'two', 'three', 'four', 'five'].map((number) => `before the storm, ${number}`)
  for (const status of words) await lagoon.api('POST', '/v1/statuses', { status })
  await lagoon.kill()
  action('lagoon', 'answers 200 to five posts and is killed (SIGKILL) right then')
  await lagoon.start()
  action('lagoon', 'starts again')
  await appears('reef', 'all five are in bo’s home timeline, each once', async () => {
    const home = (await reef.home()).map(text)
    return words.every((word) => home.filter((post) => post.includes(word)).length === 1)
  })
}

async function crashReceiver(): Promise<void> {
  title('Down while others post: nothing is missed')
  await reef.kill()
  action('reef', 'is killed (SIGKILL)')
  action('ana', 'posts: Is anybody there?')
  await lagoon.api('POST', '/v1/statuses', { status: 'Is anybody there?' })
  await reef.start()
  action('reef', 'starts again; bo likes an older post, so lagoon learns that reef is back')
  const older = await inHome('before the storm, one')
  await reef.api('POST', `/v1/statuses/${older?.id}/favourite`)
  await appears('reef', 'the waiting post arrives', () => inHome('Is anybody there'))
}

function summary(): void {
  const { arrivals, slowestMs } = waits()
  const seconds = Math.round((performance.now() - began) / 1000)
  title('That was Atoll')
  console.log(
    '  A follow, a post, a reply, a boost, a like, an edit and a delete travelled from one server to the other, signed.',
  )
  console.log('  Each server was killed once, and nothing was lost.')
  console.log(
    `  ${arrivals} arrivals, the slowest after ${slowestMs} ms; ${seconds} seconds in all. Your own: npm start`,
  )
}

async function inHome(words: string): Promise<Post | undefined> {
  return (await reef.home()).find((post) => text(post).includes(words))
}

/** Leaves no process and no file behind, however the demo ends. */
function cleanUp(): void {
  for (const server of [lagoon, reef]) void server.kill()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
