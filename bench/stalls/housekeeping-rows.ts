/** Rows for the scheduled tasks: ROWS of everything that they look for. */
import { sql } from 'kysely'
import { DAY, startOfDay } from '../../src/lib/durations.ts'
import { type Id, idAt } from '../../src/lib/ids.ts'
import { FIRST, ROWS } from './bed.ts'
import { numbered, type Rows } from './fill.ts'

const LONG_AGO_MS = 200 * DAY

export async function housekeepingRows(rows: Rows, star: Id): Promise<void> {
  const { now } = rows
  const [past, long] = [now - DAY, now - LONG_AGO_MS]
  const old = sql<Id>`(${sql.lit(idAt(long))} + i)`
  const uri = (kind: string) => sql`'https://gone.test/${sql.raw(kind)}/' || i`
  await rows.add('tombstones', { uri: uri('notes'), origin: 'https://gone.test', created_at: long, expires_at: past })
  await rows.add('pending_undos', { match_key: uri('undo'), actor_uri: 'https://gone.test/users/1', expires_at: past })
  await rows.add('idempotency_keys', {
    account_id: numbered(0),
    request_key: uri('key'),
    status_id: 1,
    created_at: long,
  })
  const mute = { account_id: numbered(FIRST.local), target_id: star, hides_notifications: 1 }
  await rows.add('mutes', { id: rows.freshId(), ...mute, created_at: long, expires_at: past })
  await rows.add('hosts', {
    host: sql`'gone' || i || '.test'`,
    failures: 9,
    failing_since: long,
    paused_until: now + DAY,
  })
  const request = { account_id: numbered(FIRST.local), target_id: numbered(FIRST.remote) }
  await rows.add('follow_requests', { id: rows.freshId(), ...request, created_at: now - 2 * DAY })
  const activity = { account_id: star, type: 'Create', effect: 'create', body: '{}', created_at: long }
  await rows.add('outbox', { id: old, uri: uri('outbox'), object_uri: uri('outbox'), ...activity })
  await rows.add('inbox', { id: old, receipt_key: uri('receipt'), signer_uri: 'x', body: '{}', received_at: long })
  await oldPosts(rows, old, long)
  await backlog(rows, old)
}

/** Posts of other servers that nobody has looked at for long. */
async function oldPosts(rows: Rows, id: ReturnType<typeof numbered>, long: number): Promise<void> {
  const post = { account_id: numbered(FIRST.remote), local: 0, visibility: 'public', content: '<p>Hello</p>' }
  const times = { created_at: long, version_at: long, fetched_at: long, viewed_at: startOfDay(long) }
  await rows.add('statuses', { id, uri: sql`'https://peer1.test/old/' || i`, conversation_id: id, ...post, ...times })
}

/** The deliveries to servers that do not answer. */
async function backlog(rows: Rows, outboxId: ReturnType<typeof numbered>): Promise<void> {
  const inbox = sql`'https://gone' || (i % ${sql.lit(ROWS / 10)}) || '.test/inbox'`
  const payload = sql`'{"inbox":"' || ${inbox} || '","about":"x","outbox_id":' || ${outboxId} || '}'`
  const lane = sql`'gone' || (i % ${sql.lit(ROWS / 10)}) || '.test'`
  const times = { run_at: rows.now + DAY, created_at: rows.now }
  await rows.add('jobs', {
    id: rows.freshId(),
    name: 'deliver',
    payload,
    order_key: sql`${inbox} || ' x'`,
    lane,
    ...times,
  })
}
