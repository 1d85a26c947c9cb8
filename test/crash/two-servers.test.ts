/**
 * Kills two real processes with SIGKILL under load, again and again. Everything answered with 200 or 202 is still
 * there, and takes effect once.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { MINUTE } from '../../src/lib/durations.ts'
import { DemoServer, freePort, type Post } from '../../tools/demo/demo-server.ts'
import { until } from '../world/until.ts'

const ROUNDS = 6
const POSTS_PER_ROUND = 12
const ARRIVAL_MS = MINUTE
const TRIES = 200

test('nothing is lost or duplicated, whichever server is killed (Q-01 to Q-03)', {
  timeout: 3 * MINUTE,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-crash-'))
  const lagoon = new DemoServer('lagoon', await freePort(), folder)
  const reef = new DemoServer('reef', await freePort(), folder)
  t.after(async () => {
    await Promise.all([lagoon.kill(), reef.kill()])
    rmSync(folder, { recursive: true, force: true })
  })
  await Promise.all([lagoon.start(), reef.start()])
  await Promise.all([lagoon.makeUser('ana'), reef.makeUser('bo')])
  await reef.api('POST', '/v1/follows', { uri: `@ana@localhost:${lagoon.port}` })
  await arrival('the follow is accepted', async () => {
    const me = await lagoon.api<{ followers_count: number }>('GET', '/v1/accounts/lookup?acct=ana')
    return me.followers_count === 1
  })

  const answered: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const killed = round % 2 === 0 ? lagoon : reef
    const posts = Array.from({ length: POSTS_PER_ROUND }, (_, at) => `round ${round}, post ${at}.`)
    const load = Promise.all(posts.map((status) => post(lagoon, status)))
    // Kill it after the first answer and before the last delivery.
    await Promise.race([load, post(lagoon, `round ${round}, first.`)])
    await killed.kill()
    await killed.start()
    await load
    answered.push(...posts, `round ${round}, first.`)
  }

  await wakeHost(reef)
  const home = await arrival('every post is in the follower’s home', async () => {
    const seen = await everything(reef)
    return answered.every((words) => seen.some((content) => content.includes(words))) && seen
  })
  for (const words of answered)
    assert.equal(home.filter((content) => content.includes(words)).length, 1, `${words} appears once`)
  const own = await everything(lagoon)
  for (const words of answered) assert.equal(own.filter((content) => content.includes(words)).length, 1)
  await arrival(
    'no job is left on either side',
    async () => jobsLeft(folder, 'lagoon') + jobsLeft(folder, 'reef') === 0,
  )
})

/**
 * Posts until it is answered. One idempotency key for all attempts ensures that a lost answer does not lead to a second
 * post.
 */
async function post(server: DemoServer, status: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const sent = await server
      .api<Post>('POST', '/v1/statuses', { status }, { 'idempotency-key': status })
      .catch(() => undefined)
    if (sent) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${status} was never answered`)
}

/** Deliveries that wait for a host that was down are sent as soon as it is heard from. */
async function wakeHost(reef: DemoServer): Promise<void> {
  const [post] = await reef.home()
  if (post) await reef.api('POST', `/v1/statuses/${post.id}/favourite`)
}

/** The contents of the home timeline, from all pages. */
async function everything(server: DemoServer): Promise<string[]> {
  const contents: string[] = []
  for (let before = ''; ; ) {
    const page = await server.api<Post[]>('GET', `/v1/timelines/home?limit=40${before}`)
    const last = page.at(-1)
    if (!last) return contents
    contents.push(...page.map((one) => one.content))
    before = `&max_id=${last.id}`
  }
}

function jobsLeft(folder: string, name: string): number {
  const database = new DatabaseSync(join(folder, name, 'atoll.db'), { readOnly: true })
  try {
    return Number(database.prepare('select count(*) as n from jobs').get()?.n)
  } finally {
    database.close()
  }
}

/** Polls until `look` returns something, even while a server is down. */
function arrival<T>(what: string, look: () => Promise<T>) {
  return until(what, () => look().catch(() => undefined), ARRIVAL_MS)
}
