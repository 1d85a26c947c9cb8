import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Browser } from '../../../../test/world/browser.ts'
import { picture } from '../../../../test/world/photograph.ts'
import { openSite, type Site } from '../../../../test/world/site.ts'
import { uploaded } from '../../../../test/world/uploads.ts'
import { loadHistory } from '../../../core/edits/history.ts'
import { RATES } from '../../../core/rate-limits/rates.ts'
import { spend } from '../../../core/rate-limits/spend.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import { findStatus } from '../../../core/statuses/find.ts'

type Fields = Record<string, string | File | readonly File[]>

const post = (browser: Browser, fields: Fields, more?: Parameters<Browser['submit']>[2]) =>
  browser.submit('/compose', { visibility: 'public', language: '', ...fields }, more)
const idsOn = (page: string) => [...page.matchAll(/name="media_\d" value="(\d+)"/g)].map((found) => found[1] ?? '')
const problemOn = (page: string) => /id="files-wrong">([^<]+)</.exec(page)?.[1]

async function photograph(colour: string, name = 'boat.jpg') {
  return new File([new Uint8Array(await picture({ colour, width: 320, height: 240 }))], name, { type: 'image/jpeg' })
}

/** The last post, with what it says of its media. */
async function lastPost({ app }: Site) {
  const status = await app.db.selectFrom('statuses').selectAll().orderBy('id', 'desc').executeTakeFirst()
  const { attachments = [] } = (status && (await loadHistory(app, status)).at(-1)) ?? {}
  return {
    status,
    media: attachments.map(({ media_id, description, focus }) => [String(media_id), description, focus]),
  }
}

test('a member adds pictures, describes them, changes their order and posts them', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const files = [await photograph('#a00', 'red.jpg'), await photograph('#00a', 'blue.jpg')]
  const text = 'Two boats'
  const added = await post(browser, { text, visibility: 'followers', files, step: 'attach' })
  const page = await added.text()
  assert.equal(added.status, 200)
  assert.match(page, /role="status">Added\. Describe them for people who cannot see them, or post as it is\./)
  assert.match(page, /<textarea[^>]*>Two boats<\/textarea>.*<option value="followers" selected>/s)
  assert.equal(page.match(/Not described yet/g)?.length, 2)
  const [red = '', blue = ''] = idsOn(page)
  const rows = { media_1: red, description_1: 'The red <boat>', focus_1: '0.67,-0.67', media_2: blue }
  const moved = await (await post(browser, { text, ...rows, step: 'earlier-2' })).text()
  assert.deepEqual(idsOn(moved), [blue, red])
  assert.match(moved, /<textarea[^>]*name="description_1"[^>]*autofocus/)
  assert.match(
    moved,
    /name="description_2"[^>]*>The red &lt;boat><.*<option value="0.67,-0.67" selected>Bottom right</s,
  )
  const sent = await post(browser, {
    ...{ text, media_1: blue, description_1: 'The blue boat', media_2: red, description_2: 'The red <boat>' },
    ...{ focus_2: '0.67,-0.67', sensitive: 'on' },
  })
  assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/home'])
  const { status, media } = await lastPost(site)
  assert.deepEqual(media, [
    [blue, 'The blue boat', null],
    [red, 'The red <boat>', [0.67, -0.67]],
  ])
  assert.deepEqual([status?.source, status?.sensitive], ['Two boats', true])
})

test('files are not posted in the step that brings them; after that they may be posted without a word', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const page = await (await post(browser, { text: '', files: await photograph('#a00') })).text()
  assert.equal((await lastPost(site)).status, undefined)
  const [id = ''] = idsOn(page)
  await post(browser, { text: '', media_1: id })
  assert.deepEqual((await lastPost(site)).media, [[id, null, null]])
})

test('a form with pictures that is sent twice posts once', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const [id = ''] = idsOn(await (await post(browser, { text: '', files: await photograph('#a00') })).text())
  const form = { key: 'one', text: 'once', media_1: id, description_1: 'A boat' }
  const answers = await Promise.all([post(browser, form), post(browser, form)])
  answers.push(await post(browser, form))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303, 303],
  )
  assert.equal((await site.app.db.selectFrom('statuses').selectAll().execute()).length, 1)
})

test('a refused file is named with the reason; the text and the other files stay', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const svg = new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'logo.svg', { type: 'image/png' })
  const broken = new File([(await picture()).subarray(0, 300)], 'half.jpg')
  const answer = await post(browser, { text: 'boats', files: [svg, await photograph('#a00'), broken] })
  const page = await answer.text()
  assert.equal(answer.status, 422)
  assert.match(problemOn(page) ?? '', /^logo\.svg: This is not a picture.*half\.jpg: The file is damaged/)
  assert.match(page, /<textarea[^>]*>boats<\/textarea>/)
  assert.equal(idsOn(page).length, 1)
  const kept = await site.app.db.selectFrom('media').select('state').execute()
  assert.deepEqual(kept, [{ state: 'ready' }])
})

test('what was written survives a file that is too large, and a form that has expired', async () => {
  await using site = await openSite({ env: { ATOLL_IMAGE_SIZE: '1', ATOLL_VIDEO_SIZE: '1' } })
  const { browser } = await site.member('ana')
  const [id = ''] = idsOn(await (await post(browser, { text: '', files: await photograph('#a00') })).text())
  const written = { text: 'boats', visibility: 'direct', media_1: id, description_1: 'A boat' }
  const sizes = [1.5, 20].map((mb) => new File([new Uint8Array(mb * 1_048_576)], 'film.mp4'))
  for (const fields of [...sizes.map((files) => ({ files })), { form_token: 'old' }]) {
    const answer = await post(browser, { ...written, ...fields })
    const page = await answer.text()
    assert.equal(answer.status, 403)
    assert.match(page, /larger than this server accepts|too old to be accepted/)
    assert.match(page, /<textarea[^>]*>boats<\/textarea>.*<option value="direct" selected>/s)
    assert.match(page, /name="description_1"[^>]*>A boat</)
    assert.deepEqual(idsOn(page), [id])
  }
  assert.equal((await lastPost(site)).status, undefined)
})

test('somebody who was signed out meanwhile gets back what they wrote, and goes on after signing in', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const [id = ''] = idsOn(await (await post(browser, { text: '', files: await photograph('#a00') })).text())
  await browser.submit('/auth/sign-out', {}, { page: '/home' })
  const token = { form_token: 'of the old session' }
  const written = { text: 'a </textarea> boat', visibility: 'direct', media_1: id, description_1: 'A "boat"' }
  const send = (more: Fields) =>
    post(browser, { ...written, ...token, ...more }, { page: '/auth/sign-in', takesFiles: true })
  for (const more of [[], [await photograph('#00a')]]) {
    const kept = await send({ files: more })
    const page = await kept.text()
    assert.equal(kept.status, 401)
    assert.match(page, /<textarea[^>]*>a &lt;\/textarea> boat<\/textarea>/)
    assert.match(
      page,
      new RegExp(`type="hidden" name="media_1" value="${id}".*name="description_1" value="A &quot;boat&quot;"`),
    )
    assert.doesNotMatch(page, /of the old session/)
  }
  const again = await site.signedIn('ana')
  const page = await (await post(again, { ...written, ...token, step: 'check' })).text()
  assert.match(page, /<textarea[^>]*>a &lt;\/textarea> boat<\/textarea>.*<option value="direct" selected>/s)
  assert.deepEqual(idsOn(page), [id])
  const uploads = await site.app.db.selectFrom('media').select('id').execute()
  assert.equal(uploads.length, 1)
})

test('nobody gets at the uploads of others, or at those of another post (R-58)', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const { account: bo } = await site.member('bo')
  const { id } = await uploaded(site.app, bo, await picture())
  const shown = await (await post(browser, { text: 'x', media_1: String(id), step: 'check' })).text()
  assert.deepEqual([idsOn(shown), /media\/[\w-]{22}/.exec(shown)], [[], null])
  assert.match(problemOn(shown) ?? '', /no longer here/)
  const refused = await post(browser, { text: 'x', media_1: String(id), description_1: 'mine' })
  assert.equal(refused.status, 422)
  const upload = await site.app.db.selectFrom('media').select(['description', 'status_id']).executeTakeFirst()
  assert.deepEqual(upload, { description: null, status_id: null })
})

test('a draft whose uploads have been removed meanwhile says so', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const [id = ''] = idsOn(await (await post(browser, { text: '', files: await photograph('#a00') })).text())
  await site.app.db.deleteFrom('media').execute()
  const page = await (await post(browser, { text: 'late', media_1: id })).text()
  assert.match(page, /<textarea[^>]*>late<\/textarea>/)
  assert.match(problemOn(page) ?? '', /no longer here/)
})

test('a film that is still being processed is not posted, and can be waited for', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const [id = ''] = idsOn(await (await post(browser, { text: '', files: await photograph('#a00') })).text())
  await site.app.db.updateTable('media').set({ state: 'waiting', source: null }).execute()
  const shown = await (await post(browser, { text: 'x', media_1: id, step: 'check' })).text()
  assert.match(shown, /still being processed.*value="check" formnovalidate>Is it ready\?</s)
  const early = await post(browser, { text: 'x', media_1: id, description_1: 'A film' })
  assert.equal(early.status, 422)
  assert.match(await early.text(), /role="alert">Cannot attach files that have not finished processing.*>A film</s)
  await site.app.db
    .updateTable('media')
    .set({ state: 'failed', problem: ['media-damaged'] })
    .execute()
  const failed = await (await post(browser, { text: 'x', media_1: id })).text()
  assert.match(problemOn(failed) ?? '', /^The file is damaged/)
  assert.deepEqual(idsOn(failed), [])
})

test('an edit changes descriptions, removes and adds pictures; the history keeps the earlier ones', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const red = await uploaded(site.app, account, await picture({ colour: '#a00' }), {
    description: 'red',
    focus: [0.3, 0],
  })
  const blue = await uploaded(site.app, account, await picture({ colour: '#00a' }), { description: 'blue' })
  const { id } = await createStatus(site.app, account, { text: 'boats', media: [red.id, blue.id] })
  const page = await (await browser.get(`/compose?edit=${id}`)).text()
  assert.deepEqual(idsOn(page), [String(red.id), String(blue.id)])
  assert.match(page, /name="description_1"[^>]*>red<.*<option value="0.3,0" selected>As it is</s)
  const unchanged = { text: 'boats', edit: String(id), media_1: String(red.id), description_1: 'red', focus_1: '0.3,0' }
  await post(browser, { ...unchanged, media_2: String(blue.id), description_2: 'blue' })
  assert.equal((await findStatus(site.app, id))?.edited_at, null)
  const added = await (await post(browser, { ...unchanged, files: await photograph('#0a0') })).text()
  const [, green = ''] = idsOn(added)
  const saved = await post(browser, { ...unchanged, description_1: 'crimson', media_2: green, description_2: 'green' })
  assert.equal(saved.status, 303)
  assert.deepEqual((await lastPost(site)).media, [
    [String(red.id), 'crimson', [0.3, 0]],
    [green, 'green', null],
  ])
  const history = await (await browser.get(`/@ana/${id}/history`)).text()
  assert.match(history, /alt="crimson".*alt="green".*alt="red".*alt="blue"/s)
})

test('a description that is too long comes back with what is wrong beside it', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const [id = ''] = idsOn(await (await post(browser, { text: '', files: await photograph('#a00') })).text())
  const answer = await post(browser, { text: 'x', media_1: id, description_1: 'é'.repeat(10_001) })
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /é{10001}<\/textarea>.*id="description_1-wrong">Is too long \(maximum is 10000/s)
})

test('whoever has uploaded too much is told so before the next file arrives, and keeps the draft', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  for (let n = 0; n < RATES.uploads.max - 1; n++) spend(site.app, 'uploads', String(account.id))
  const files = [await photograph('#a00'), await photograph('#00a')]
  const answer = await post(browser, { text: 'boats', files })
  assert.equal(answer.status, 429)
  assert.match(await answer.text(), /role="alert">Too many requests.*<textarea[^>]*>boats<\/textarea>/s)
  assert.deepEqual(await site.app.db.selectFrom('media').select('id').execute(), [])
})
