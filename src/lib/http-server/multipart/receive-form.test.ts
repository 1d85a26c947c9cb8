import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { StorageFull } from '../../storage/storage.ts'
import { BodyBudget, BodyHold } from '../body-budget.ts'
import { BodyError } from '../body-error.ts'
import { UPLOAD_WINDOW_BYTES } from '../limits.ts'
import type { IncomingRequest } from '../request.ts'
import { UploadBudget } from '../upload-budget.ts'
import { receiveForm } from './receive-form.ts'
import type { FormLimits, Texts } from './received-parts.ts'
import { RefusedPart } from './refused-part.ts'

const LIMITS: FormLimits = {
  files: { file: { maxBytes: 1_000_000 }, media: { maxBytes: 10, maxFiles: 4 } },
  maxTextBytes: 1000,
}
const UPLOADER = { network: '192.0.2.1', account: '1' }

const part = (head: string, content: string | Buffer = '') =>
  Buffer.concat([
    Buffer.from(`--b\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
const file = (content: string | Buffer = 'x', field = 'file') => part(`name="${field}"; filename="a.png"`, content)
const text = (name: string, content: string) => part(`name="${name}"`, content)
const formOf = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from('--b--\r\n')])

interface Sending extends Partial<IncomingRequest> {
  limits?: FormLimits
  type?: string
  declared?: number
}

/** Sends bodies in pieces into a folder of the test. `left` are the files in it. */
function receiver(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-form-'))
  t.after(() => rmSync(folder, { recursive: true }))
  let count = 0
  const send = (
    pieces: Iterable<Uint8Array> | Readable,
    { limits = LIMITS, type = 'multipart/form-data; boundary=b', declared, ...more }: Sending = {},
  ) => {
    const headers: Record<string, string | undefined> = { 'content-type': type, 'content-length': declared?.toString() }
    const body = pieces instanceof Readable ? pieces : Readable.from(pieces)
    const plain = { method: 'POST', target: '/', path: '/', query: '', headers: [], remoteAddress: undefined }
    const request = { ...plain, header: (name: string) => headers[name], body, ...more }
    return receiveForm(request, limits, UPLOADER, async () => join(folder, String(count++)))
  }
  return { send, left: () => readdirSync(folder), folder }
}

/** All that was received, with the content of files, which are then removed. */
async function contentOf(receiving: ReturnType<ReturnType<typeof receiver>['send']>) {
  await using form = await receiving
  const files = form.files.map(({ path, ...file }) => {
    const content = readFileSync(path)
    assert.equal(content.length, file.bytes)
    return [file.field, file.fileName, file.mediaType, content.toString('latin1')]
  })
  return { texts: form.texts.map((pair) => [...pair]), files }
}

const refusedFor = (reason: string) => (error: unknown) =>
  (error instanceof BodyError || error instanceof RefusedPart) && error.reason === reason

function inPieces(body: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (body.length + 1)).sort((a, b) => a - b), body.length]
  return at
    .slice(1)
    .map((end, n) => body.subarray(at[n], end))
    .filter(({ length }) => length > 0)
}

test('texts stay in memory, files go to disk, and what nobody moves away is removed', async (t) => {
  const { send, left, folder } = receiver(t)
  const body = formOf(
    text('status', 'hé'),
    part('name="file"; filename="Köter.PNG"\r\nContent-Type: image/PNG; charset=x', 'bytes'),
    text('status', ''),
    part('name="media"; filename="b"', '1'),
  )
  const form = await send([body])
  assert.deepEqual(form.texts, [
    ['status', 'hé'],
    ['status', ''],
  ])
  const [first, second] = form.files
  assert.ok(first && second)
  assert.deepEqual(
    { ...first, path: '' },
    { field: 'file', fileName: 'Köter.PNG', mediaType: 'image/png', path: '', bytes: 5 },
  )
  assert.equal(second.mediaType, 'application/octet-stream')
  assert.equal(left().length, 2)
  renameSync(first.path, join(folder, 'kept'))
  await form[Symbol.asyncDispose]()
  assert.deepEqual(left(), ['kept'])
})

/** Contents that look like what separates parts. */
const piece = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\r',
    '\n',
    '--',
    '--b',
    '\r\n--',
    '\r\n-',
    '\r\r\n--',
    '\r\n\r\n--b',
    '--b--',
    '\r\n--c',
    '-',
    'b',
    '\r\n\r\n',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.nat({ max: 70_000 }).map((length) => 'x'.repeat(length)),
)
const content = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('').replaceAll('\r\n--b', '\r\n--a'))
const parts = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'media'), isFile: fc.boolean(), content }), {
  maxLength: 6,
})
const ANY: FormLimits = {
  files: Object.fromEntries(['a', 'b', 'media'].map((name) => [name, { maxBytes: 1_000_000, maxFiles: 9 }])),
  maxTextBytes: 1_000_000,
}

type Parts = { name: string; isFile: boolean; content: string }[]

function read(list: Parts) {
  const of = (isFile: boolean) => list.filter((one) => one.isFile === isFile)
  return {
    texts: of(false).map((one) => [one.name, new TextDecoder().decode(Buffer.from(one.content))]),
    files: of(true).map((one) => [
      one.name,
      'a.png',
      'application/octet-stream',
      Buffer.from(one.content).toString('latin1'),
    ]),
  }
}

async function readByNode(body: BodyInit) {
  const form = await new Response(body, { headers: { 'content-type': 'multipart/form-data; boundary=b' } }).formData()
  const list = await Promise.all(
    Array.from(form, async ([name, value]) => [
      name,
      typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('latin1'),
    ]),
  )
  return list.sort()
}

test('any form in any pieces is read whole, as Node reads it', async (t) => {
  const { send, left } = receiver(t)
  const check = async (list: Parts, cuts: number[], epilogue: string) => {
    const body = formOf(...list.map((one) => (one.isFile ? file(one.content, one.name) : text(one.name, one.content))))
    const received = await contentOf(
      send(inPieces(Buffer.concat([body, Buffer.from(epilogue)]), cuts), { limits: ANY }),
    )
    assert.deepEqual(received, read(list))
    // Node takes the name of the boundary for it, wherever it stands.
    if (list.some((one) => one.content.includes('b'))) return
    const all = [...received.texts, ...received.files.map(([name, , , content]) => [name, content])]
    assert.deepEqual(all.sort(), await readByNode(new Uint8Array(body)))
  }
  const cuts = fc.array(fc.nat({ max: 200_000 }), { maxLength: 40 })
  await fc.assert(fc.asyncProperty(parts, cuts, fc.constantFrom('', 'epilogue\r\n--b\r\n'), check), { numRuns: 300 })
  assert.deepEqual(left(), [])
})

test('a form in pieces of one byte', async (t) => {
  const { send } = receiver(t)
  const body = Buffer.concat([
    Buffer.from('preamble\r\n'),
    formOf(text('a', '\r\n--'), file('\r\n\r\n--b'.repeat(2).replaceAll('\r\n--b', '\r\n-b'))),
  ])
  const bytes = Array.from(body, (byte) => Buffer.of(byte))
  assert.deepEqual((await contentOf(send(bytes))).texts, [['a', '\r\n--']])
})

test('a form that breaks off or is broken anywhere leaves no file', async (t) => {
  const { send, left } = receiver(t)
  const body = formOf(text('a', 'b'), file(Buffer.alloc(100_000)), file('1', 'media'))
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: body.length - 6 }), async (end) => {
      await assert.rejects(send([body.subarray(0, end)]), refusedFor('not-multipart'))
    }),
    { numRuns: 50 },
  )
  assert.deepEqual(left(), [])
})

const many = (count: number, part: Buffer) => formOf(...Array.from({ length: count }, () => part))
const refused: [why: string, body: Buffer, reason: string][] = [
  ['endless head', Buffer.from(`--b\r\ncontent-disposition: form-data; name="${'x'.repeat(200_000)}`), 'not-multipart'],
  ['endless headers', Buffer.from(`--b\r\n${'a: b\r\n'.repeat(50_000)}`), 'not-multipart'],
  ['endless line after the boundary', Buffer.from(`--b${' '.repeat(1000)}`), 'not-multipart'],
  ['a boundary that continues', Buffer.concat([text('a', 'b'), Buffer.from('--bc\r\n')]), 'not-multipart'],
  ['an endless preamble', Buffer.alloc(200_000, 'x'), 'not-multipart'],
  ['an endless epilogue', Buffer.concat([formOf(text('a', 'b')), Buffer.alloc(200_000, 'x')]), 'not-multipart'],
  ['1001 parts with short heads', many(1001, text('a', '')), 'not-multipart'],
  ['10 000 empty parts', many(10_000, text('a', '')), 'not-multipart'],
  ['10 000 parts without heads', many(10_000, Buffer.from('--b\r\n\r\n\r\n')), 'not-multipart'],
  ['long heads in many parts', many(500, text('x'.repeat(500), '')), 'not-multipart'],
  ['no name', formOf(part('filename="a"', 'x')), 'not-multipart'],
  ['two names', formOf(part('name="a"; name="file"; filename="a"', 'x')), 'not-multipart'],
  ['no disposition', formOf(Buffer.from('--b\r\ncontent-type: text/plain\r\n\r\nx\r\n')), 'not-multipart'],
  ['another disposition', formOf(Buffer.from('--b\r\ncontent-disposition: attachment; name="a"\r\n\r\nx\r\n')), 'not-multipart'],
  ['no final boundary', Buffer.concat([text('a', 'b'), file('x', 'media')]), 'not-multipart'],
  ['nothing', Buffer.alloc(0), 'not-multipart'],
  ['much text in one field', formOf(text('a', 'x'.repeat(1001))), 'too-long'],
  ['much text in many fields', many(11, text('a', 'x'.repeat(100))), 'too-long'],
  ['a file that is too long', formOf(file(Buffer.alloc(1_000_001))), 'too-long'],
  ['an input left empty with much content', formOf(part('name="file"; filename=""', 'x'.repeat(1001))), 'too-long'],
  ['a file for a text', formOf(file('x', 'status')), 'not-a-text'],
  ['a file for __proto__', formOf(file('x', '__proto__')), 'not-a-text'],
  ['a second file', formOf(file('1'), file('2')), 'one-too-many'],
  ['a fifth file', many(5, file('x', 'media')), 'one-too-many'],
] // biome-ignore format: a table
for (const [why, body, reason] of refused) {
  test(`a form is refused: ${why} → ${reason}`, async (t) => {
    const { send, left } = receiver(t)
    const before = file(Buffer.alloc(70_000))
    const withFile =
      reason.startsWith('not-multipart') && body.indexOf('--b') === 0 ? Buffer.concat([before, body]) : body
    for (const pieces of [
      [withFile],
      inPieces(
        withFile,
        Array.from({ length: 50 }, (_, n) => n * 4001),
      ),
    ])
      await assert.rejects(send(pieces), refusedFor(reason))
    assert.deepEqual(left(), [])
  })
}

test('an input left empty is no file, and a part without a file name is a text', async (t) => {
  const { send } = receiver(t)
  const body = formOf(
    part('name="file"; filename=""\r\ncontent-type: application/octet-stream'),
    part('name="media"\r\ncontent-type: image/png', 'x'),
  )
  assert.deepEqual(await contentOf(send([body])), { texts: [['media', 'x']], files: [] })
})

test('a nested multipart is the content of a file', async (t) => {
  const { send } = receiver(t)
  const nested = '--c\r\ncontent-disposition: file; filename="x"\r\n\r\nx\r\n--c--'
  const body = formOf(part('name="file"; filename="a"\r\ncontent-type: multipart/mixed; boundary=c', nested))
  assert.deepEqual((await contentOf(send([body]))).files, [['file', 'a', 'multipart/mixed', nested]])
})

test('a body is refused by its type or its declared length before it is read', async (t) => {
  const { send } = receiver(t)
  const unread = () => new Readable({ read: () => assert.fail('it was read') })
  await assert.rejects(send(unread(), { declared: 2_000_000 }), refusedFor('too-long'))
  await assert.rejects(send([Buffer.alloc(2_000_000)]), refusedFor('too-long'))
  for (const type of ['text/plain', 'multipart/form-data', 'multipart/form-data; boundary="a\\"b"'])
    await assert.rejects(send(unread(), { type }), refusedFor('not-multipart'))
})

test('the texts before the files are known even of a form that is too long, and no file of it is written', async (t) => {
  const { send, left } = receiver(t)
  const known: Texts[number][] = []
  const beforeFiles = (texts: Texts) => void known.push(...texts)
  const limits = { ...LIMITS, beforeFiles, wantsTexts: true }
  const body = formOf(text('a', 'x'), file('1'), text('b', 'y'))
  await assert.rejects(send([body], { limits, declared: 2_000_000_000 }), refusedFor('too-long'))
  assert.deepEqual(known, [['a', 'x']])
  assert.deepEqual(left(), [])
})

test('reading stops at once when a file is too long, cut off, or not wanted', async (t) => {
  const { send, left } = receiver(t)
  const endless = (first: Buffer, again: string) => {
    const state = { given: 0 }
    const read = () => void body.push(state.given++ === 0 ? first : Buffer.alloc(65_536, again))
    const body = new Readable({ read })
    return { body, state }
  }
  const long = endless(file('').subarray(0, -2), 'x')
  await assert.rejects(send(long.body), refusedFor('too-long'))
  assert.ok(long.state.given < 24, `${long.state.given} pieces`)
  const padded = endless(Buffer.from('--b'), ' ')
  await assert.rejects(send(padded.body), refusedFor('not-multipart'))
  assert.ok(padded.state.given < 5, `${padded.state.given} pieces`)
  const broken = new Readable({ read() {} })
  const receiving = send(broken)
  broken.push(file('x').subarray(0, -2))
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(left().length, 1)
  broken.destroy()
  await assert.rejects(receiving, refusedFor('cut-off'))
  assert.deepEqual(left(), [])
})

test('what comes before the first file decides whether it is wanted', async (t) => {
  const { send, left } = receiver(t)
  const seen: unknown[] = []
  const beforeFiles: FormLimits['beforeFiles'] = (texts) => {
    seen.push(texts.map(([field]) => field))
    if (texts.length === 0) throw new Error('no token')
  }
  const limits = { ...LIMITS, beforeFiles }
  assert.equal((await contentOf(send([formOf(text('token', 'x'), file(), text('b', ''))], { limits }))).files.length, 1)
  await assert.rejects(send([formOf(file(), text('token', 'x'))], { limits }), /no token/)
  await contentOf(send([formOf(text('b', ''))], { limits }))
  assert.deepEqual(seen, [['token'], []])
  assert.deepEqual(left(), [])
})

test('a form with files holds little memory, however long they are', async (t) => {
  const { send } = receiver(t)
  const budget = new BodyBudget({ maxBytes: 8 * (UPLOAD_WINDOW_BYTES + 100), isKnown: () => true })
  const hold = () => new BodyHold(budget, UPLOADER.network)
  await contentOf(send([formOf(text('a', 'x'.repeat(100)), file(Buffer.alloc(200_000)))], { hold: hold() }))
  await assert.rejects(send([formOf(text('a', 'x'))], { hold: hold() }), refusedFor('no-room'))
})

test('files that are not handled yet occupy the disk, and their number is limited', async (t) => {
  const { send, left } = receiver(t)
  const uploads = new UploadBudget(150_000)
  const body = [formOf(file(Buffer.alloc(150_000)))]
  const forms = await Promise.all([1, 2, 3, 4, 5].map(() => send(body, { uploads })))
  await assert.rejects(send(body, { uploads }), refusedFor('no-room'))
  assert.equal(left().length, 5)
  await forms.pop()?.[Symbol.asyncDispose]()
  forms.push(await send(body, { uploads }))
  const small = await Promise.all([1, 2, 3].map(() => send([formOf()], { uploads })))
  await assert.rejects(send([formOf()], { uploads }), refusedFor('no-room'))
  for (const form of [...forms, ...small]) await form[Symbol.asyncDispose]()
  for (const form of await Promise.all(Array.from({ length: 8 }, () => send([formOf()], { uploads }))))
    await form[Symbol.asyncDispose]()
  assert.deepEqual(left(), [])
})

test('a full disk is told apart from a broken form', { skip: !existsSync('/dev/full') }, async (t) => {
  const { folder } = receiver(t)
  const body = Readable.from([formOf(file(Buffer.alloc(100_000)))])
  const request = { method: 'POST', target: '/', path: '/', query: '', headers: [], remoteAddress: undefined, body }
  const header = (name: string) => (name === 'content-type' ? 'multipart/form-data; boundary=b' : undefined)
  const { symlinkSync } = await import('node:fs')
  const path = join(folder, 'full')
  symlinkSync('/dev/full', path)
  await assert.rejects(
    receiveForm({ ...request, header }, LIMITS, UPLOADER, async () => path),
    StorageFull,
  )
  assert.equal(existsSync(path), false)
})
