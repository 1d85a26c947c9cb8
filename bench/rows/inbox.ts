/**
 * Measures signed Create(Note) activities to the shared inbox: verified and durable before the 202, and fully
 * processed.
 */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { Kysely } from 'kysely'
import { dialectFor } from '../../src/db/dialects/dialect-for.ts'
import type { Database } from '../../src/db/tables/index.ts'
import { MINUTE, SECOND } from '../../src/lib/durations.ts'
import { request, sendAll } from '../load.ts'
import { startAtoll, startBaseline } from '../pinned.ts'
import type { Prepared, Sender } from '../prepare.ts'
import { median, type Result, round } from '../row.ts'

const CONNECTIONS = 20
const ACTIVITIES = 8_000
/** The median of these rounds counts, because other load on the machine distorts single ones. */
const ROUNDS = 3
const WARM_UP = 1_000
const POLL_MS = 20
const PROCESS_TIMEOUT_MS = 2 * MINUTE

export async function inbox({ bed, port, senders }: Prepared): Promise<Result[]> {
  const warm = signedCreates(senders, port, WARM_UP, 'warm')
  const loads = Array.from({ length: ROUNDS }, (_, at) => signedCreates(senders, port, ACTIVITIES, `load${at}`))
  await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
  const dialect = dialectFor(bed.databaseUrl)
  const db = new Kysely<Database>({ dialect: dialect.open(bed.databaseUrl) })
  await send(warm, atoll.port)
  await idle(db)
  const [accepted, processed]: [number[], number[]] = [[], []]
  for (const load of loads) {
    const began = performance.now()
    const { rate, failed } = await send(load, atoll.port)
    if (failed > 0) throw new Error(`${failed} activities were refused`)
    await idle(db)
    accepted.push(rate)
    processed.push(ACTIVITIES / ((performance.now() - began) / SECOND))
  }
  await requireStored(db)
  await db.destroy()
  await using bare = await startBaseline('inbox', JSON.stringify(bed.folder))
  const bareRates: number[] = []
  for (const load of loads) bareRates.push((await send(load, bare.port)).rate)
  const [acceptedRate, processedRate, bareRate] = [median(accepted), median(processed), median(bareRates)]
  const size = bed.size.toLocaleString('en')
  return [
    row(
      `inbox accepted (${size} statuses)`,
      bed.engine,
      acceptedRate,
      bareRate,
      '≥ 2500/s and ≥ 0.35',
      acceptedRate >= 2_500 && acceptedRate / bareRate >= 0.35,
    ),
    row(
      `inbox processed end to end (${size} statuses)`,
      bed.engine,
      processedRate,
      bareRate,
      '≥ 1500/s',
      processedRate >= 1_500,
    ),
  ]
}

function row(name: string, engine: Result['engine'], rate: number, bare: number, goal: string, met: boolean): Result {
  return {
    name,
    engine,
    value: round(rate),
    unit: 'activities/s',
    baseline: round(bare),
    ratio: round(rate / bare),
    goal,
    met,
  }
}

function send(requests: readonly Buffer[], port: number) {
  let sent = 0
  return sendAll({ port, connections: CONNECTIONS, status: 202, next: () => requests[sent++] })
}

/** Waits until everything received has been processed. */
async function idle(db: Kysely<Database>): Promise<void> {
  const deadline = performance.now() + PROCESS_TIMEOUT_MS
  for (;;) {
    const waiting = await db.selectFrom('jobs').select('id').where('name', '=', 'receive').limit(1).execute()
    if (waiting.length === 0) return
    if (performance.now() > deadline) throw new Error('The inbox was not processed in time')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function requireStored(db: Kysely<Database>): Promise<void> {
  const { n } = await db
    .selectFrom('statuses')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('uri', 'like', '%/load%')
    .executeTakeFirstOrThrow()
  if (n !== ROUNDS * ACTIVITIES) throw new Error(`Of ${ROUNDS * ACTIVITIES} posts ${n} were stored`)
}

/** Activities as Mastodon sends them: signed by draft-cavage, with a body of about 2 KB. */
function signedCreates(senders: readonly Sender[], port: number, count: number, run: string): Buffer[] {
  const keys = new Map<string, KeyObject>(senders.map((sender) => [sender.keyId, createPrivateKey(sender.privatePem)]))
  const date = new Date().toUTCString()
  const host = `localhost:${port}`
  return Array.from({ length: count }, (_, at) => {
    const sender = senders[at % senders.length] as Sender
    const body = JSON.stringify(createNote(sender, `${run}-${Date.now()}-${at}`))
    const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`
    const text = `(request-target): post /inbox\nhost: ${host}\ndate: ${date}\ndigest: ${digest}\ncontent-type: application/activity+json`
    const signature = sign('sha256', Buffer.from(text), keys.get(sender.keyId) as KeyObject).toString('base64')
    const header = `keyId="${sender.keyId}",algorithm="rsa-sha256",headers="(request-target) host date digest content-type",signature="${signature}"`
    return request(
      'POST',
      '/inbox',
      { host, date, digest, 'content-type': 'application/activity+json', signature: header },
      body,
    )
  })
}

function createNote({ uri }: Sender, name: string) {
  const id = `${new URL(uri).origin}/notes/${name}`
  const published = new Date().toISOString()
  const addressed = { to: ['https://www.w3.org/ns/activitystreams#Public'], cc: [`${uri}/followers`] }
  const words = 'A post of usual length about the weather, the harbour and what the cat did with the net this morning. '
  return {
    '@context': [
      'https://www.w3.org/ns/activitystreams',
      {
        ostatus: 'http://ostatus.org#',
        sensitive: 'as:sensitive',
        toot: 'http://joinmastodon.org/ns#',
        Hashtag: 'as:Hashtag',
        votersCount: 'toot:votersCount',
      },
    ],
    id: `${id}/activity`,
    type: 'Create',
    actor: uri,
    published,
    ...addressed,
    object: {
      id,
      type: 'Note',
      summary: null,
      inReplyTo: null,
      published,
      url: id,
      attributedTo: uri,
      ...addressed,
      sensitive: false,
      conversation: `tag:${new URL(uri).host},2026:objectId=${name}:objectType=Conversation`,
      content: `<p>${words.repeat(3)}<a href="https://example.org/tags/harbour" class="mention hashtag" rel="tag">#<span>harbour</span></a></p>`,
      contentMap: { en: `<p>${words.repeat(3)}</p>` },
      attachment: [],
      tag: [{ type: 'Hashtag', href: 'https://example.org/tags/harbour', name: '#harbour' }],
      replies: {
        id: `${id}/replies`,
        type: 'Collection',
        first: { type: 'CollectionPage', next: `${id}/replies?page=true`, partOf: `${id}/replies`, items: [] },
      },
    },
  }
}
