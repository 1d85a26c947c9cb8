/**
 * A process that makes ids at full speed: `node make-ids.ts DATABASE_URL COUNT FILE`. It prints the number of its slot,
 * starts at the first line on standard input, and writes the ids to the file. With a count of 0, it holds its slot
 * until it is killed.
 */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Kysely } from 'kysely'
import { dialectFor } from '../../src/db/dialects/dialect-for.ts'
import { IdLease } from '../../src/db/id-lease.ts'
import type { Database } from '../../src/db/tables/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createIds } from '../../src/lib/ids.ts'

const [url = '', count = '0', file = ''] = process.argv.slice(2)
const clock = systemClock()
const db = new Kysely<Database>({ dialect: dialectFor(url).open(url) })
const lease = new IdLease({
  clock,
  holder: randomUUID(),
  onWait: () => {},
  onError: (error) => {
    throw error
  },
})
await lease.take(db)
lease.keepRenewed()
const ids = createIds(
  () => clock.now(),
  Math.random,
  () => lease.range,
)
console.log(lease.range.slot)
for await (const _ of createInterface(process.stdin)) {
  writeFileSync(
    file,
    Float64Array.from({ length: Number(count) }, () => ids.next()),
  )
  await lease.giveBack(ids)
  await db.destroy()
  break
}
process.exit(0)
