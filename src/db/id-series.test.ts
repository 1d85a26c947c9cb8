import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { createTestApp } from '../../test/world/test-app.ts'
import { createIds } from '../lib/ids.ts'
import { compiled } from './compiled.ts'
import { idInSeriesSql } from './id-series.ts'
import { id, int } from './tables/columns.ts'

const idAt = compiled({ start: id(), step: int(), number: int() }, (db, { start, step, number }) =>
  db.selectNoFrom([idInSeriesSql({ start, step }, sql<number>`cast(${number} as bigint)`).as('id')]),
)

test('the database counts through a series of ids as `next` does', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ids, same] = [createIds(() => app.clock.now(), Math.random), createIds(() => app.clock.now(), Math.random)]
  for (let n = 0; n < 50; n++) assert.equal(ids.next(), same.next())
  const series = ids.reserve(400)
  for (let number = 1; number <= 400; number++) {
    const [row] = await idAt(app, { ...series, number })
    assert.equal(row?.id, same.next(), `row ${number}`)
  }
})
