/** Measures what pictures cost on a page of the home timeline: the same posts without any and with one each. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { App } from '../../src/core/app.ts'
import { rateByCpu, sendInTurn } from '../cpu-rate.ts'
import { request } from '../load.ts'
import { startAtoll } from '../pinned.ts'
import type { Prepared } from '../prepare.ts'
import { median, type Result, round } from '../row.ts'
import { openTestbed } from '../seed.ts'

const WARM_UP = 2_000
const REQUESTS = 4_000
const ROUNDS = 3
const PAGES = 30
/** The cost of media may be a tenth. */
const LEAST = 0.9

export async function mediaOnHome(prepared: Prepared): Promise<Result[]> {
  const { bed, port } = prepared
  if (bed.engine !== 'sqlite') return []
  const pictured = { ...bed, databaseUrl: `sqlite:${join(bed.folder, 'pictured.db')}` }
  copyFileSync(bed.databaseUrl.replace('sqlite:', ''), join(bed.folder, 'pictured.db'))
  await addPictures(pictured, port)
  const pairs: [number, number][] = []
  for (let at = 0; at < ROUNDS; at++) pairs.push([await rate(pictured, prepared), await rate(bed, prepared)])
  const ratio = median(pairs.map(([ours, theirs]) => ours / theirs))
  return [
    {
      name: `home page of 20 posts with a picture each (${bed.size.toLocaleString('en')} statuses)`,
      engine: bed.engine,
      value: round(median(pairs.map(([ours]) => ours))),
      unit: 'pages per CPU second',
      baseline: round(median(pairs.map(([, theirs]) => theirs))),
      ratio: round(ratio),
      goal: `≥ ${LEAST} of the same page without pictures`,
      met: ratio >= LEAST,
    },
  ]
}

/** The two databases have the same address, so their servers run in turn. */
async function rate({ databaseUrl, folder }: Prepared['bed'], { port, reader, pages }: Prepared): Promise<number> {
  await using atoll = await startAtoll(databaseUrl, folder, port)
  const headers = { host: `localhost:${port}`, authorization: `Bearer ${reader.key}` }
  const asked = pages
    .slice(0, PAGES)
    .map((id) => request('GET', `/api/v1/timelines/home?limit=20&max_id=${id}`, headers))
  await sendInTurn(atoll, asked, WARM_UP)
  return await rateByCpu(atoll, asked, REQUESTS)
}

async function addPictures(bed: Prepared['bed'], port: number): Promise<void> {
  await using server = await openTestbed(bed, port)
  await insertPictures(server.app)
}

async function insertPictures({ db }: App): Promise<void> {
  const picture = { type: 'image', width: 1200, height: 800, blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj' }
  const { type, width, height, blurhash } = picture
  await sql`insert into attachments (id, status_id, place, type, url, description, blurhash, width, height, media_key)
    select id, id, 0, ${type}, 'https://reef.test/' || id || '.jpg', 'A reef at noon, seen from the beach', ${blurhash},
      ${width}, ${height}, 'key-' || id from statuses where boost_of_id is null`.execute(db)
  await db.updateTable('statuses').set({ has_media: true }).where('boost_of_id', 'is', null).execute()
}
