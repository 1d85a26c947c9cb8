import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
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
/** A megabyte of fields without content, and of one field's headers. */
const FIELD = '--y\r\ncontent-disposition: form-data; name="a"\r\n'
const MANY_FIELDS = `${`${FIELD}\r\n\r\n`.repeat(19_000)}--y--\r\n`
const MANY_HEADERS = `${FIELD}${'a:b\r\n'.repeat(200_000)}\r\n\r\n--y--\r\n`
const SPREAD_HEADERS = `${`${FIELD}${'a:b\r\n'.repeat(190)}\r\n\r\n`.repeat(900)}--y--\r\n`

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
  ['multipart with many fields (R-113)', MANY_FIELDS, 'multipart/form-data; boundary=y', 400],
  ['multipart with many headers (R-113)', MANY_HEADERS, 'multipart/form-data; boundary=y', 400],
  ['multipart with many headers in many fields (R-113)', SPREAD_HEADERS, 'multipart/form-data; boundary=y', 400],
  ['multipart with a boundary that could be read in two ways', FIELD, 'multipart/form-data; boundary="y\\"z"', 400],
  ['another type', '<a/>', 'text/xml', 415],
  ['a compressed body (case 25, R-111)', 'x', 'application/json', 415, { 'content-encoding': 'gzip' }],
  ['one byte too many (case 22)', `{"a":"${'x'.repeat(MAX_API_BYTES)}"}`, 'application/json', 413],
  ['a declared length over the limit', '{}', 'application/json', 413, { 'content-length': '99999999' }],
] // biome-ignore format: a table
/** Only `Response` parses a form, and here it is made only for one. */
async function isParsed(work: () => Promise<unknown>): Promise<boolean> {
  const parse = mock.method(Response.prototype, 'formData')
  await work().finally(() => parse.mock.restore())
  return parse.mock.callCount() > 0
}

test('a multipart form with too much to parse is refused before it is parsed (R-113)', async () => {
  for (const body of [MANY_FIELDS, MANY_HEADERS, SPREAD_HEADERS])
    assert.equal(await isParsed(() => read(body, 'multipart/form-data; boundary=y').catch(() => {})), false)
  assert.ok(await isParsed(() => read(`${FIELD}\r\nx\r\n--y--\r\n`, 'multipart/form-data; boundary=y')))
})

for (const [why, body, type, status, headers] of refused) {
  test(`bodies: ${why} → ${status}`, async () => {
    await assert.rejects(read(body, type, '', headers), (error: unknown) => {
      assert(error instanceof HttpError || error instanceof BodyError)
      assert.equal(error.status, status)
      return true
    })
  })
}
