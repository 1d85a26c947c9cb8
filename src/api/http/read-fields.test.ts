import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BodyError } from '../../lib/http-server/body-error.ts'
import { readWebRequest } from '../../lib/http-server/web-standard.ts'
import { HttpError } from './answer-error.ts'
import { MAX_API_BYTES, readFields } from './read-fields.ts'

type Body = string | FormData | Uint8Array<ArrayBuffer> | undefined

const read = async (body: Body, type: string | undefined, query = '', headers: Record<string, string> = {}) => {
  const request = new Request(`https://lagoon.test/x?${query}`, {
    method: 'POST',
    body,
    headers: { ...headers, ...(type && { 'content-type': type }) },
  })
  return JSON.parse(JSON.stringify(await readFields(readWebRequest(request))))
}
const multipart = () => {
  const form = new FormData()
  form.append('status', 'hi')
  form.append('media_ids[]', '1')
  return form
}

test('query, JSON, form and multipart are merged into one object; the body wins', async () => {
  assert.deepEqual(await read('{"a":1}', 'application/json', 'a=2&b=3'), { a: 1, b: '3' })
  assert.deepEqual(await read('a=1&b[]=2', 'application/x-www-form-urlencoded; charset=utf-8'), { a: '1', b: ['2'] })
  assert.deepEqual(await read(multipart(), undefined), { status: 'hi', media_ids: ['1'] })
  assert.deepEqual(await read('', undefined, 'a=1'), { a: '1' })
  assert.deepEqual(await read(undefined, undefined, 'a=%ff%00b'), { a: '\ufffdb' })
})

const refused: [string, Body, string | undefined, number, Record<string, string>?][] = [
  ['broken JSON', '{"a":', 'application/json', 400],
  ['a list (case 26)', '[1]', 'application/json', 400],
  ['null (case 26)', 'null', 'application/json', 400],
  ['a depth bomb (case 23)', '['.repeat(100_000), 'application/json', 400],
  ['invalid UTF-8 (case 25)', new Uint8Array([0x22, 0xff, 0x22]), 'application/json', 400],
  ['a byte order mark (case 25)', '\ufeff{}', 'application/json', 400],
  ['broken multipart', 'x', 'multipart/form-data; boundary=y', 400],
  ['multipart without a boundary', 'x', 'multipart/form-data', 400],
  ['another type', '<a/>', 'text/xml', 415],
  ['a compressed body (case 25, R-111)', 'x', 'application/json', 415, { 'content-encoding': 'gzip' }],
  ['one byte too many (case 22)', `{"a":"${'x'.repeat(MAX_API_BYTES)}"}`, 'application/json', 413],
  ['a declared length over the limit', '{}', 'application/json', 413, { 'content-length': '99999999' }],
] // biome-ignore format: a table
for (const [why, body, type, status, headers] of refused) {
  test(`bodies: ${why} → ${status}`, async () => {
    await assert.rejects(read(body, type, '', headers), (error: unknown) => {
      assert(error instanceof HttpError || error instanceof BodyError)
      assert.equal(error.status, status)
      return true
    })
  })
}
