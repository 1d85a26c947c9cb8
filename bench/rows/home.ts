/** Measures a page of the home timeline over HTTP: 20 statuses of 2 000 followed accounts. */
import { request, sendAll } from '../load.ts'
import { startAtoll, startBaseline } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { type Result, round } from '../row.ts'

const CONNECTIONS = 20
const WARM_UP = 2_000
const REQUESTS = 10_000
const PAGES = 30

export async function home({ bed, port, reader, pages }: Prepared): Promise<Result[]> {
  await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
  const headers = { host: `localhost:${port}`, authorization: `Bearer ${reader.key}` }
  const requests = ['', ...pages.slice(0, PAGES).map((id) => `&max_id=${id}`)].map((more) =>
    request('GET', `/api/v1/timelines/home?limit=20${more}`, headers),
  )
  const plan = (count: number) => {
    let sent = 0
    return {
      port: atoll.port,
      connections: CONNECTIONS,
      status: 200,
      next: () => (sent < count ? requests[sent++ % requests.length] : undefined),
    }
  }
  await sendAll(plan(WARM_UP))
  const measured = await sendAll(plan(REQUESTS))
  if (measured.failed > 0) throw new Error(`${measured.failed} pages failed`)
  const bare = bed.engine === 'sqlite' ? await bareRate(bed.databaseUrl, reader.accountId) : undefined
  return [
    {
      name: `home page of 20 (${bed.size.toLocaleString('en')} statuses)`,
      engine: bed.engine,
      value: round(measured.rate),
      unit: 'pages/s',
      baseline: bare ? round(bare) : null,
      ratio: bare ? round(measured.rate / bare) : null,
      goal: '≥ 1500/s',
      met: measured.rate >= 1_500,
    },
    {
      name: `home page p99 at ${CONNECTIONS} connections (${bed.size.toLocaleString('en')} statuses)`,
      engine: bed.engine,
      value: round(measured.p99),
      unit: 'ms',
      baseline: null,
      ratio: null,
      goal: '≤ 30 ms',
      met: measured.p99 <= 30,
    },
  ]
}

/** The rate of one join and one JSON.stringify over the same rows. */
async function bareRate(databaseUrl: string, accountId: number): Promise<number> {
  await using bare = await startBaseline('home', databaseUrl, String(accountId))
  let sent = 0
  const page = request('GET', '/', { host: 'localhost' })
  const { rate } = await sendAll({
    port: bare.port,
    connections: CONNECTIONS,
    status: 200,
    next: () => (sent++ < REQUESTS ? page : undefined),
  })
  return rate
}
