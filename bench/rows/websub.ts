/**
 * Measures the distribution of one post to 10 000 subscribers of a feed on 500 hosts, beside its delivery to as many
 * inboxes on the same hosts. Both are signed for each receiver, sent and acknowledged.
 */

import { sealSecret } from '../../src/core/secrets/sealed.ts'
import { createSecretKey } from '../../src/core/secrets/secret-key.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { pairKey, secretContext } from '../../src/feeds/hub/subscriptions.ts'
import { DAY } from '../../src/lib/durations.ts'
import { startAtoll } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { addFollowers, HOSTS, hostOf, measureDeliveries, startSink } from '../receivers.ts'
import { type Result, round } from '../row.ts'
import { openTestbed } from '../seed.ts'

const RECEIVERS = 10_000
/** Above those of followers in other rows. */
const FIRST_ID = 800_000
const ROWS_PER_INSERT = 500
/** Of the rate of deliveries, each of which has an RSA signature. */
const GOAL = 0.9

export async function subscribers({ bed, port }: Prepared): Promise<Result[]> {
  await using sink = await startSink()
  const [followed, read] = [await makeAuthor(bed, port, 'followed'), await makeAuthor(bed, port, 'read')]
  const { id: authorId } = followed
  await addFollowers(bed, port, { authorId, sinkPort: sink.port, count: RECEIVERS, firstId: FIRST_ID })
  await addSubscribers(bed, port, { author: read, sinkPort: sink.port })
  await using atoll = await startAtoll(bed.databaseUrl, bed.folder, port)
  const measure = ({ key }: Author) => measureDeliveries(sink, { origin: atoll.origin, key, receivers: RECEIVERS })
  const [deliveries, distributions] = [await measure(followed), await measure(read)]
  const ratio = distributions / deliveries
  return [
    {
      name: `one post to ${RECEIVERS} subscribers of a feed on ${HOSTS} hosts (${bed.size.toLocaleString('en')} statuses), beside deliveries`,
      engine: bed.engine,
      value: round(distributions),
      unit: 'distributions/s',
      baseline: round(deliveries),
      ratio: round(ratio),
      goal: `≥ ${GOAL} of deliveries to as many inboxes`,
      met: ratio >= GOAL,
    },
  ]
}

interface Author {
  id: number
  name: string
  key: string
}

async function makeAuthor(bed: Prepared['bed'], port: number, name: string): Promise<Author> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  const { account, user } = await createUser(app, { username: name })
  const { key } = await createToken(app, user, { name: 'bench', scopes: ['read', 'write'] })
  return { id: account.id, name, key }
}

async function addSubscribers(
  bed: Prepared['bed'],
  port: number,
  { author, sinkPort }: { author: Author; sinkPort: number },
): Promise<void> {
  await using server = await openTestbed(bed, port)
  const { app } = server
  createSecretKey(app.config)
  const topic = `${app.uris.origin}/@${author.name}.atom`
  const feed = `account:${author.id}`
  const now = app.clock.now()
  await app.db.insertInto('websub_feeds').values({ feed, latest: now }).execute()
  const rows = Array.from({ length: RECEIVERS }, (_, n) => {
    const host = hostOf(n, sinkPort)
    const pair = { topic, callback: `http://${host}/${n}` }
    const secret = sealSecret(app, `secret ${n}`, secretContext(pair))
    return {
      ...{ id: app.ids.next(), pair_key: pairKey(pair), ...pair, feed, format: 'atom' as const, host, secret },
      ...{ account_id: author.id, sent: now, due: now, lease_until: now + DAY, created_at: now },
    }
  })
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT)
    await app.db
      .insertInto('websub_subscriptions')
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .execute()
}
