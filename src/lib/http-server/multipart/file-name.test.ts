import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanFileName } from './file-name.ts'
import { parsePartHead } from './part-head.ts'

const names: [raw: string, shown: string][] = [
  ['photo.jpg', 'photo.jpg'],
  ['Ωμέγα 🌊.jpg', 'Ωμέγα 🌊.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ana\\photo.jpg', 'photo.jpg'],
  ['..', ''],
  ['a/', ''],
  ['.htaccess', 'htaccess'],
  ['a\0b\r\nc\u001b[31m.png', 'abc[31m.png'],
  ['photo\u202egnp.exe', 'photognp.exe'],
  ['a\u2028b\ufeff\ud800.png', 'ab.png'],
  ['x'.repeat(5000), 'x'.repeat(100)],
  ['🌊'.repeat(101), '🌊'.repeat(100)],
] // biome-ignore format: a table
for (const [raw, shown] of names) {
  test(`of the file name ${JSON.stringify(raw.slice(0, 40))}, ${JSON.stringify(shown.slice(0, 40))} may be shown (case 84)`, () => {
    assert.equal(cleanFileName(raw), shown)
  })
}

const heads: [disposition: string, field: string | undefined, fileName?: string][] = [
  ['form-data; name="a"', 'a'],
  ['Form-Data;NAME=a', 'a'],
  ['form-data ; name = "a b" ; filename = x.png ;', 'a b', 'x.png'],
  ['form-data; name=""', ''],
  ['form-data; name="a"; filename=""', 'a', ''],
  ['form-data; filename="a;b=c.png"; name="f"', 'f', 'a;b=c.png'],
  ['form-data; name="f"; filename="a%22b%0D%0a%41.png"', 'f', 'a"b\r\n%41.png'],
  ['form-data; name="f"; filename="a\\"b.png"', 'f', 'a\\"b.png'],
  ['form-data; name="f"; filename="a\\"', 'f', 'a\\'],
  ["form-data; name=\"f\"; filename*=UTF-8''%E2%82%AC.png", 'f', '€.png'],
  ["form-data; name=\"f\"; filename=\"a\"; filename*=UTF-8''b", 'f', 'a'],
  ["form-data; name=\"f\"; filename*=UTF-8''%ff", 'f', '%ff'],
  ['form-data; name="f"; filename="a\u2028b"', 'f', 'a\u2028b'],
  ['form-data', undefined],
  ['form-datax; name="a"', undefined],
  ['form-data; name="a', undefined],
  ['form-data; name="a" b', undefined],
  ['form-data; name="a"; Name="b"', undefined],
] // biome-ignore format: a table
for (const [disposition, field, fileName] of heads) {
  test(`the head of a part: ${disposition}`, () => {
    const head = parsePartHead(`x\r\nContent-Disposition: ${disposition}\r\nContent-Type: image/png`)
    assert.deepEqual(head, field === undefined ? undefined : { field, rawFileName: fileName, mediaType: 'image/png' })
  })
}

test('a media type is taken only if it looks like one', () => {
  const typed = (type: string) =>
    parsePartHead(`content-disposition: form-data; name=a\r\ncontent-type: ${type}`)?.mediaType
  assert.equal(typed('Image/SVG+xml; x=y'), 'image/svg+xml')
  for (const type of ['', 'image', 'image/<b>', `${'x'.repeat(65)}/x`])
    assert.equal(typed(type), 'application/octet-stream')
})
