/**
 * docs/rules.md explains the rule ids in comments and tests: every cited id is listed, and every listed id is cited.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Citation, citations, idsIn } from './docs/read-citations.ts'

const PAGE = 'docs/rules.md'
const rows = readFileSync(PAGE, 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!id )[\w-]/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
const listed = new Set(rows.map(([, id = '']) => id))
const cited = citations()

test('ids are found alone, in lists and in ranges', () => {
  assert.deepEqual(idsIn('By C5 and S-02 to S-04 (E-41).'), ['C5', 'S-02', 'S-03', 'S-04', 'E-41'])
  assert.deepEqual(idsIn('Cases 8, 10 to 12 and 14'), ['case 8', 'case 10', 'case 11', 'case 12', 'case 14'])
  assert.deepEqual(idsIn('C3–C5'), ['C3', 'C4', 'C5'])
  assert.deepEqual(idsIn('P-256, MD5, C0, case'), [])
})

test('every cited rule id is explained', () => {
  const missing = cited
    .filter(({ id }) => !listed.has(id))
    .map(({ id, file, line }: Citation) => `${id} at ${file}:${line}`)
  assert.deepEqual(missing, [], `Add a row for each of these to ${PAGE}, or state the rule without an id.`)
})

test('every explained rule id is cited', () => {
  const inUse = new Set(cited.map(({ id }) => id))
  const unused = [...listed].filter((id) => !inUse.has(id))
  assert.deepEqual(unused, [], `Nothing cites these: remove their rows from ${PAGE}.`)
})

test('each rule is listed once, in order, with a sentence and a source', () => {
  const ids = rows.map(([, id = '']) => id)
  assert.equal(listed.size, ids.length, 'an id is listed twice')
  for (const group of Object.values(Object.groupBy(ids, (id) => id.replace(/\d+$/, ''))))
    assert.deepEqual(group, (group ?? []).toSorted(byNumber))
  for (const [, id, rule = '', source = '', ...rest] of rows) {
    assert.match(rule, /^[A-Z`"].*\.$/, `${id} is not a sentence`)
    assert.ok(source.length > 0 && rest.length === 1, `${id} has no source`)
  }
})

function byNumber(a: string, b: string): number {
  return Number(/\d+$/.exec(a)?.[0]) - Number(/\d+$/.exec(b)?.[0])
}
