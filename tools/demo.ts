/**
 * `npm run demo`: two islands, a follow, a conversation, an edit, a delete, and two crashes, over real sockets, in well
 * under a minute. Everything that is shown was read back through the client API.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, Island, type Post } from './demo/island.ts'
import { arrives, deed, text, title } from './demo/telling.ts'

const folder = mkdtempSync(join(tmpdir(), 'atoll-demo-'))
const lagoon = new Island('lagoon', await freePort(), folder)
const reef = new Island('reef', await freePort(), folder)
const began = performance.now()

process.once('SIGINT', () => process.exit(130))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
try {
  await story()
  console.log(`\nThat was Atoll, in ${Math.round((performance.now() - began) / 1000)} seconds. Your own: npm start`)
} catch (error) {
  console.error(`\nThe demo failed: ${(error as Error).message}`)
  process.exitCode = 1
} finally {
  await Promise.all([lagoon.kill('SIGTERM'), reef.kill('SIGTERM')])
}

async function story(): Promise<void> {
  await islands()
  await follow()
  const post = await conversation()
  await changes(post)
  await crashOfTheSender()
  await crashOfTheReader()
}

async function inHome(words: string): Promise<Post | undefined> {
  return (await reef.home()).find((post) => text(post).includes(words))
}

async function islands(): Promise<void> {
  title('Two islands, each its own process, database and people')
  await Promise.all([lagoon.start(), reef.start()])
  for (const island of [lagoon, reef]) deed(island.name, `listens on ${island.origin}`)
  await Promise.all([lagoon.makeUser('ana'), reef.makeUser('bo')])
  deed('lagoon', `atoll user create ana     → @ana@localhost:${lagoon.port}`)
  deed('reef', `atoll user create bo      → @bo@localhost:${reef.port}`)
}

async function follow(): Promise<void> {
  title('A follow travels there and back')
  deed('bo', `POST /api/v1/follows  uri=@ana@localhost:${lagoon.port}`)
  await reef.api('POST', '/v1/follows', { uri: `@ana@localhost:${lagoon.port}` })
  await arrives('lagoon', 'ana is told: bo follows you', async () =>
    (await lagoon.api<{ type: string }[]>('GET', '/v1/notifications')).some((one) => one.type === 'follow'),
  )
  await arrives('reef', 'the follow is accepted', async () => {
    const [ana] = (await reef.api<{ accounts: { id: string }[] }>('GET', '/v2/search?q=ana&type=accounts')).accounts
    const [relation] = await reef.api<{ following: boolean }[]>('GET', `/v1/accounts/relationships?id[]=${ana?.id}`)
    return relation?.following
  })
}

async function conversation(): Promise<Post> {
  title('A conversation')
  deed('ana', 'posts: Hello reef, the boats are back.')
  const post = await lagoon.api<Post>('POST', '/v1/statuses', { status: 'Hello reef, the boats are back.' })
  const copy = await arrives('reef', 'it stands in bo’s home', () => inHome('the boats are back'))
  deed('bo', 'replies, boosts and likes it')
  await reef.api('POST', '/v1/statuses', {
    status: `@ana@localhost:${lagoon.port} I can see them!`,
    in_reply_to_id: copy.id,
  })
  await reef.api('POST', `/v1/statuses/${copy.id}/reblog`)
  await reef.api('POST', `/v1/statuses/${copy.id}/favourite`)
  await arrives('lagoon', 'the reply stands in the thread', async () => {
    const { descendants } = await lagoon.api<{ descendants: Post[] }>('GET', `/v1/statuses/${post.id}/context`)
    return descendants.some((reply) => text(reply).includes('I can see them'))
  })
  await arrives('lagoon', 'the post has 1 boost and 1 like', async () => {
    const now = await lagoon.api<Post>('GET', `/v1/statuses/${post.id}`)
    return now.reblogs_count === 1 && now.favourites_count === 1
  })
  return post
}

async function changes(post: Post): Promise<void> {
  title('What changes here changes there')
  deed('ana', 'edits it: Hello reef, all nine boats are back.')
  await lagoon.api('PUT', `/v1/statuses/${post.id}`, { status: 'Hello reef, all nine boats are back.' })
  await arrives(
    'reef',
    'bo reads the new words, marked as edited',
    async () => (await inHome('all nine boats'))?.edited_at,
  )
  deed('ana', 'deletes it')
  await lagoon.api('DELETE', `/v1/statuses/${post.id}`)
  await arrives('reef', 'it is gone from bo’s home', async () => !(await inHome('all nine boats')))
  const { status } = await fetch(post.uri, { headers: { accept: 'application/activity+json' } })
  deed('lagoon', `GET ${new URL(post.uri).pathname} answers ${status}: a tombstone`)
}

/** A 200 means that the post and its deliveries are on disk. */
async function crashOfTheSender(): Promise<void> {
  title('Killed right after the answer: nothing is lost')
  const words = ['one', 'two', 'three', 'four', 'five'].map((number) => `before the storm, ${number}`)
  for (const status of words) await lagoon.api('POST', '/v1/statuses', { status })
  await lagoon.kill()
  deed('lagoon', 'answered 200 to five posts, and was killed (SIGKILL) in that moment')
  await lagoon.start()
  deed('lagoon', 'starts again')
  await arrives('reef', 'all five are in bo’s home, each once', async () => {
    const home = (await reef.home()).map(text)
    return words.every((word) => home.filter((post) => post.includes(word)).length === 1)
  })
}

async function crashOfTheReader(): Promise<void> {
  title('Away while others write: it comes later')
  await reef.kill()
  deed('reef', 'is killed (SIGKILL)')
  deed('ana', 'posts: Is anybody there?')
  await lagoon.api('POST', '/v1/statuses', { status: 'Is anybody there?' })
  await reef.start()
  deed('reef', 'starts again, and bo likes an older post: so lagoon hears that reef is back')
  const older = await inHome('before the storm, one')
  await reef.api('POST', `/v1/statuses/${older?.id}/favourite`)
  await arrives('reef', 'what waited arrives', () => inHome('Is anybody there'))
}
