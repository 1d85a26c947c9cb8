/** Measures a page of a feed of 20 posts over HTTP, beside a page of the home timeline of the same server. */
import { request, sendAll } from '../load.ts'
import { startAtoll } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { type Result, round } from '../row.ts'

const CONNECTIONS = 20
const WARM_UP = 1_000
const REQUESTS = 5_000
const POSTS = 20
/** A feed has at least twelve posts and goes on to a boundary, so a few more make it as long as wanted. */
const MOST_POSTS = 500
/** Of the rate of home pages. */
const GOAL = 0.5

export async function feeds({ bed, port, reader }: Prepared): Promise<Result[]> {
  await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
  const headers = { host: `localhost:${port}`, authorization: `Bearer ${reader.key}` }
  await fill(port, headers)
  const measure = async (path: string) => {
    const page = request('GET', path, headers)
    const plan = (count: number) => {
      let sent = 0
      return {
        ...{ port: atoll.port, connections: CONNECTIONS, status: 200 },
        next: () => (sent++ < count ? page : undefined),
      }
    }
    await sendAll(plan(WARM_UP))
    const { rate, failed } = await sendAll(plan(REQUESTS))
    if (failed > 0) throw new Error(`${failed} requests for ${path} failed`)
    return rate
  }
  const home = await measure(`/api/v1/timelines/home?limit=${POSTS}`)
  const results: Result[] = []
  for (const format of ['atom', 'rss', 'json']) {
    const rate = await measure(`/@reader.${format}`)
    results.push({
      name: `${format} feed of ${POSTS} (${bed.size.toLocaleString('en')} statuses), beside home pages`,
      engine: bed.engine,
      value: round(rate),
      unit: 'pages/s',
      baseline: round(home),
      ratio: round(rate / home),
      goal: `≥ ${GOAL}`,
      met: rate >= GOAL * home,
    })
  }
  return results
}

/** Posts until the feed has as many posts as wanted. */
async function fill(port: number, headers: Record<string, string>): Promise<void> {
  const origin = `http://127.0.0.1:${port}`
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, { ...init, headers: { ...headers, 'content-type': 'application/json' } })
  for (let at = 0; at < MOST_POSTS; at++) {
    const status = `${at}: the boats come back with the light on the water while we talk #lagoon #boats`
    const { ok } = await ask('/api/v1/statuses', { method: 'POST', body: JSON.stringify({ status, language: 'en' }) })
    if (!ok) throw new Error('a post was refused')
    const feed = await (await ask('/@reader.json')).text()
    if (JSON.parse(feed).items.length === POSTS) return
  }
  throw new Error(`the feed never had ${POSTS} posts`)
}
