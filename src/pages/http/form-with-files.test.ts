import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openSite } from '../../../test/world/site.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { findAccount } from '../../core/accounts/find.ts'
import { AtollError } from '../../core/errors.ts'
import { createHandler } from '../../http.ts'
import { fetchFrom, readWebRequest } from '../../lib/http-server/web-standard.ts'
import { FolderStorage } from '../../lib/storage/folder-storage.ts'
import { Cookies } from '../visit/cookies.ts'
import { formTokenOf, SignInNeeded, type Visit } from '../visit/visit.ts'
import { readFormWithFiles } from './form-with-files.ts'

const LIMITS = { files: { media: { maxBytes: 100, maxFiles: 2 } }, maxBytes: 1000 }
const CALLER = { address: '192.0.2.1', network: '192.0.2.1', requestId: '1' }
const picture = (bytes = 3, name = 'a.png') => new File([new Uint8Array(bytes)], name, { type: 'image/png' })

type Pair = [name: string, value: string | File]

/** Sends forms to no page, as a member does, with the files in a folder of the test. */
async function sender(t: TestContext) {
  const { app: plain, ...world } = await createTestApp()
  t.after(() => world[Symbol.asyncDispose]())
  const folder = mkdtempSync(join(tmpdir(), 'atoll-pages-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const app = { ...plain, storage: new FolderStorage(folder) }
  const { origin } = app.uris
  const visitor = { account: { id: 1 } } as Visit['visitor']
  const send = (pairs: (token: string) => Pair[], { isSignedIn = true } = {}) => {
    const cookies = new Cookies(undefined, origin)
    cookies.set('session', 'secret')
    const visit = { app, caller: CALLER, cookies, visitor: isSignedIn ? visitor : undefined, newcomer: undefined }
    const body = new FormData()
    for (const [name, value] of pairs(formTokenOf({ ...visit, request: readWebRequest(new Request(origin)) })))
      body.append(name, value)
    return readFormWithFiles(
      { ...visit, request: readWebRequest(new Request(origin, { method: 'POST', body })) },
      LIMITS,
    )
  }
  return { send, left: () => globSync('*/*', { cwd: folder }) }
}

const refusedFor = (code: string) => (error: unknown) => error instanceof AtollError && error.code === code

test('a form of a page has fields and files, which are removed afterwards', async (t) => {
  const { send, left } = await sender(t)
  const form = await send((token) => [
    ['form_token', token],
    ['media', picture(3)],
    ['text', 'a\0b'],
    ['media', picture(0, '')],
    ['media', picture(5)],
  ])
  assert.equal(form.fields.text, 'ab')
  assert.deepEqual(
    form.files.map(({ path }) => readFileSync(path).length),
    [3, 5],
  )
  await form[Symbol.asyncDispose]()
  assert.deepEqual(left(), [])
})

test('a form with files is refused before its files, unless its token comes first (R-83)', async (t) => {
  const { send, left } = await sender(t)
  const forged: ((token: string) => Pair[])[] = [
    () => [['media', picture()]],
    () => [['form_token', 'wrong'], ['media', picture()]],
    (token) => [['media', picture()], ['form_token', token]],
    () => [['text', 'x']],
    () => [['text', 'x'], ['form_token', 'wrong']],
  ] // biome-ignore format: a table
  for (const pairs of forged) await assert.rejects(send(pairs), refusedFor('form-expired'))
  await assert.rejects(
    send(
      (token) => [
        ['form_token', token],
        ['media', picture()],
      ],
      { isSignedIn: false },
    ),
    SignInNeeded,
  )
  assert.deepEqual(left(), [])
})

test('a form with what it does not ask for, or too much of it, leaves no file', async (t) => {
  const { send, left } = await sender(t)
  const refused: [Pair[], string][] = [
    [[['media', picture(101)]], 'form-too-long'],
    [[['media', picture()], ['text', 'x'.repeat(1000)]], 'form-too-long'],
    [[['media', picture()], ['media', picture()], ['media', picture()]], 'invalid-fields'],
    [[['text', picture()]], 'invalid-fields'],
  ] // biome-ignore format: a table
  for (const [pairs, code] of refused)
    await assert.rejects(
      send((token) => [['form_token', token], ...pairs]),
      refusedFor(code),
    )
  assert.deepEqual(left(), [])
})

test('a file in a field of a page that takes none is refused with a page', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const answer = await browser.submit('/settings/profile', { display_name: picture() })
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /Display name must not be a file/)
  assert.equal((await findAccount(site.app, account.id))?.display_name, '')
})

test('a page that takes files is not refused for the length of its form before it is known who sends it', async () => {
  await using world = await createTestApp()
  const fetch = fetchFrom(createHandler(world.app))
  const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '3000000' }
  const send = async (path: string) =>
    (await fetch(new Request(world.app.uris.origin + path, { method: 'POST', headers, body: 'x' }), {})).status
  assert.deepEqual([await send('/settings/profile'), await send('/settings/posting')], [303, 413])
})
