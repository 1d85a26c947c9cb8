import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'

function capture(pretty = false) {
  const lines: string[] = []
  return { lines, log: createLog({ level: 'info', pretty, stream: { write: (line) => void lines.push(line) } }) }
}

/** A terminal escape sequence, a forged line, and characters that reverse the direction of text. */
const HOSTILE = 'a\u001b[31m\n{"level":"error"}\u009b31m\u202eb\u2028\u007f'
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/

test('an entry is one line of JSON, even with hostile text in it (R-123)', () => {
  const { lines, log } = capture()
  log.child({ request: HOSTILE }).warn({ err: new Error(HOSTILE), host: HOSTILE }, HOSTILE)
  log.debug('not at this level')
  assert.equal(lines.length, 1)
  const [line = ''] = lines
  assert.equal(line.indexOf('\n'), line.length - 1)
  assert.doesNotMatch(line, RAW)
  const entry = JSON.parse(line)
  assert.equal(entry.level, 'warn')
  assert.equal(entry.host, HOSTILE)
  assert.equal(entry.err.message, HOSTILE)
  assert.equal(entry.msg, HOSTILE)
})

test('the terminal format shows the sentence first and the stack below, with control characters escaped', () => {
  const { lines, log } = capture(true)
  log.error({ err: new Error('broken'), host: HOSTILE }, 'it broke')
  const [line = ''] = lines
  const plain = line.replaceAll(/\u001b\[\d+m/g, '')
  assert.match(plain, /^\d\d:\d\d:\d\d\.\d{3} error it broke host="a/)
  assert.match(plain, /\n {2}Error: broken\n {2} +at /)
  assert.equal(line.match(/\u001b/g)?.length, 2)
  assert.doesNotMatch(plain, RAW)
})
