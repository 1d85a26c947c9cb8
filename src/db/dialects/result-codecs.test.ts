import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { flag, id, json, type Rows, table, text } from '../tables/columns.ts'
import { codecsOf, sourcesOf } from './result-codecs.ts'

const lamps = table({ id: id().key(), state: flag(), notes: json<string[]>() })
const parcels = table({ id: id().key(), state: text(), notes: text(), lamp_id: id() })
const tables = { lamps, parcels }
const sources = sourcesOf(tables)

const db = new Kysely<Rows<typeof tables>>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** @returns the columns of the result that have a codec */
function decoded(query: { compile(): { query: Parameters<typeof codecsOf>[0] } }): Record<string, string> {
  const codecs = codecsOf(query.compile().query, sources)
  return Object.fromEntries([...codecs].flatMap(([name, codec]) => (codec ? [[name, codec]] : [])))
}

test('columns with the same name are decoded as their own table stores them', () => {
  assert.deepEqual(decoded(db.selectFrom('lamps').selectAll()), { state: 'flag', notes: 'json' })
  assert.deepEqual(decoded(db.selectFrom('parcels').selectAll()), {})
  assert.deepEqual(decoded(db.selectFrom('lamps').select(['id', 'state'])), { state: 'flag' })
})

test('a column gets its name from the alias and its codec from the table', () => {
  const joined = db.selectFrom('lamps as l').innerJoin('parcels as p', 'p.lamp_id', 'l.id')
  assert.deepEqual(decoded(joined.select(['p.state', 'l.state as lit'])), { lit: 'flag' })
  assert.deepEqual(decoded(joined.select(['l.notes as state', 'p.notes'])), { state: 'json' })
  assert.deepEqual(decoded(joined.selectAll('p').select('l.state as id')), { id: 'flag' })
  assert.deepEqual(
    decoded(joined.selectAll('l').select('p.state')),
    { notes: 'json' },
    'the last column of a name counts',
  )
  assert.deepEqual(decoded(joined.select((eb) => eb.ref('l.state').as('x'))), { x: 'flag' })
})

test('returned columns of a write are decoded', () => {
  const lamp = { id: 1, state: true, notes: [] }
  assert.deepEqual(decoded(db.insertInto('lamps').values(lamp).returningAll()), { state: 'flag', notes: 'json' })
  assert.deepEqual(decoded(db.updateTable('lamps as l').set({ state: true }).returning('l.state as on')), {
    on: 'flag',
  })
  assert.deepEqual(decoded(db.deleteFrom('lamps').returning(['id', 'notes'])), { notes: 'json' })
  assert.deepEqual(decoded(db.deleteFrom('parcels').returningAll()), {})
  const moved = db.updateTable('parcels').from('lamps as l').set({ state: '' }).whereRef('l.id', '=', 'lamp_id')
  assert.deepEqual(decoded(moved.returning(['parcels.state', 'l.state as lit'])), { lit: 'flag' })
})

test('columns of subqueries, unions and `with` keep their codecs', () => {
  const lit = db.selectFrom('lamps').select(['id', 'state as on'])
  assert.deepEqual(decoded(db.selectFrom(lit.as('s')).selectAll()), { on: 'flag' })
  assert.deepEqual(
    decoded(db.selectFrom('parcels').select((eb) => [eb.selectFrom('lamps').select('state').as('lamp')])),
    {
      lamp: 'flag',
    },
  )
  assert.deepEqual(decoded(lit.unionAll(db.selectFrom('lamps').select(['id', 'state as on']))), { on: 'flag' })
  assert.deepEqual(
    decoded(
      db
        .with('lit', () => lit)
        .selectFrom('lit')
        .select('lit.on as state'),
    ),
    { state: 'flag' },
  )
  const tree = db.withRecursive('tree(a, b)', (db) =>
    db
      .selectFrom('lamps')
      .select(['id as a', 'state as b'])
      .unionAll((db) => db.selectFrom('tree').select(['tree.a', 'tree.b'])),
  )
  assert.deepEqual(decoded(tree.selectFrom('tree').select(['a', 'b as state'])), { state: 'flag' })
})

test('results of expressions and raw SQL are not decoded', () => {
  const expressions = db
    .selectFrom('lamps')
    .select((eb) => [eb.fn.max('id').as('state'), sql<string>`'[]'`.as('notes'), eb.val('1').as('id')])
  assert.deepEqual(decoded(expressions), {})
  assert.deepEqual(codecsOf(sql`select state, notes from lamps`.compile(db).query, sources).size, 0)
})
