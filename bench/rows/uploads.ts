/**
 * Measures how many photographs of 3 MB a second go through the whole upload: received, stored, decoded, stored again
 * and answered; and how long the event loop of the server was delayed meanwhile, against the same server when idle. The
 * decoder shares the core of the server.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { SECOND } from '../../src/lib/durations.ts'
import { request, sendAll } from '../load.ts'
import { photograph } from '../photograph.ts'
import { freePort } from '../pinned.ts'
import { type Result, round } from '../row.ts'
import { openTestbed } from '../seed.ts'
import { Besieged } from '../siege/besieged.ts'

const CONNECTIONS = 4
const WARM_UP = 4
const UPLOADS = 40
const IDLE_MS = 10 * SECOND
const MOST_DELAY_MS = 50
const BOUNDARY = 'boundary-of-the-form'

export async function uploads(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-'))
  try {
    const bed = { folder, databaseUrl: `sqlite:${folder}/atoll.db` }
    const port = await freePort()
    const key = await makeKey(bed, port)
    const picture = await photograph()
    await using atoll = await Besieged.start(bed, port, { ATOLL_RATE_LIMITS: 'no' })
    const send = (count: number) => upload(port, key, picture, count)
    await send(WARM_UP)
    const idle = await delayDuring(atoll, () => sleep(IDLE_MS))
    let rate = 0
    const busy = await delayDuring(atoll, async () => {
      rate = await send(UPLOADS)
    })
    return [
      { name: 'photographs of 3 MB uploaded', engine: 'sqlite', value: round(rate), unit: 'a second', baseline: null, ratio: null, goal: '', met: null }, // biome-ignore format: one result
      { name: 'event loop during uploads, p99', engine: 'sqlite', value: round(busy), unit: 'ms late', baseline: round(idle), ratio: null, goal: `≤ ${MOST_DELAY_MS} ms`, met: busy <= MOST_DELAY_MS }, // biome-ignore format: one result
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeKey(bed: { folder: string; databaseUrl: string }, port: number): Promise<string> {
  await using server = await openTestbed(bed, port)
  const { user } = await createUser(server.app, { username: 'ana', password: 'lagoon lagoon', approved: true })
  return (await createToken(server.app, user, { name: 'bench', scopes: ['write'] })).key
}

/** @returns how many a second */
async function upload(port: number, key: string, picture: Buffer, count: number): Promise<number> {
  const headers = {
    host: `localhost:${port}`,
    authorization: `Bearer ${key}`,
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
  }
  let sent = 0
  const next = () => (sent++ < count ? request('POST', '/api/v2/media', headers, formWith(picture)) : undefined)
  const { rate, failed } = await sendAll({ port, connections: CONNECTIONS, status: 200, next })
  if (failed > 0) throw new Error(`${failed} uploads failed`)
  return rate
}

/** Each file differs, after the end of the picture. */
function formWith(picture: Buffer): Buffer {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`
  return Buffer.concat([Buffer.from(head), picture, randomBytes(16), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
}

async function delayDuring(atoll: Besieged, work: () => Promise<unknown>): Promise<number> {
  atoll.watch()
  await work()
  const delays = await atoll.delays()
  if (!delays) throw new Error('the server ended')
  return delays.p99
}
