import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitedStorage } from '../../../../test/world/limited-storage.ts'
import { picture } from '../../../../test/world/photograph.ts'
import { openSite } from '../../../../test/world/site.ts'
import { findAccount } from '../../../core/accounts/find.ts'
import { findUserOf } from '../../../core/users/find.ts'

test('/settings leads to the first page of the settings', async () => {
  await using site = await openSite()
  const { browser } = await site.member('ana')
  const answer = await browser.get('/settings')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/settings/profile'])
})

test('a member changes their profile, and an unchecked box is a no', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const stored = async () => findAccount(site.app, account.id)
  const sent = {
    display_name: 'Ana',
    note: 'I like\r\n#boats',
    name_1: 'Site',
    value_1: 'https://ana.example',
    name_2: 'x',
  }
  const answer = await browser.submit('/settings/profile', { ...sent, locked: 'on', bot: 'on', hides_network: 'on' })
  assert.equal(answer.headers.get('location'), '/settings/profile?saved=1')
  const saved = await stored()
  assert.deepEqual(
    [saved?.display_name, saved?.note_source, saved?.locked, saved?.bot, saved?.hides_network, saved?.fields.length],
    ['Ana', 'I like\n#boats', true, true, true, 1],
  )
  const page = await (await browser.get('/settings/profile')).text()
  assert.match(page, /value="Ana".*I like\n#boats<\/textarea>.*value="https:\/\/ana\.example"/s)
  assert.equal(page.match(/aria-label="Name of field \d"/g)?.length, 3, 'the field and two empty rows')
  await browser.submit('/settings/profile', sent)
  assert.deepEqual([(await stored())?.locked, (await stored())?.bot], [false, false])
})

test('a profile that is too long comes back whole, with the problems beside the fields', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const [display_name, note] = ['é'.repeat(101), `${'ü'.repeat(2_001)}</textarea><b>`]
  const answer = await browser.submit('/settings/profile', {
    display_name,
    note,
    name_8: 'y'.repeat(256),
    value_8: 'z',
  })
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.equal(page.match(/id="(display_name|note|fields)-wrong"/g)?.length, 3)
  assert.ok(page.includes(display_name) && page.includes('ü'.repeat(2_001)) && page.includes('y'.repeat(256)))
  assert.doesNotMatch(page, /<b>/)
  assert.equal((await findAccount(site.app, account.id))?.display_name, '')
})

test('a picture that is too large, or none, comes back to the form with what was typed', async () => {
  await using site = await openSite({ env: { ATOLL_IMAGE_SIZE: '1' } })
  const { account, browser } = await site.member('ana')
  const large = Buffer.concat([await picture(), Buffer.alloc(2_000_000)])
  const file = (content: Uint8Array | string) => new File([content as BlobPart], 'ana.jpg')
  const sent = { avatar: file(large), header: file('<svg/>'), header_description: 'a lagoon' }
  const answer = await browser.submit('/settings/profile', sent)
  assert.equal(answer.status, 422)
  const page = await answer.text()
  assert.match(page, /id="avatar-wrong">[^<]*The limit is 1 MB/)
  assert.match(page, /id="header-wrong">[^<]*not a picture[^<]*Send JPEG, PNG, GIF, WebP or AVIF/)
  assert.match(page, /a lagoon<\/textarea>/)
  assert.equal((await findAccount(site.app, account.id))?.avatar_key, null)
})

test('if the disk is full, the form comes back with what was typed', async () => {
  await using site = await openSite({ storage: (storage) => limitedStorage(storage, 0) })
  const { account, browser } = await site.member('ana')
  const header = new File([new Uint8Array(await picture())], 'sea.jpg')
  const answer = await browser.submit('/settings/profile', { header, note: 'I like boats' })
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /I like boats<\/textarea>.*id="header-wrong">[^<]*no space left/s)
  assert.equal((await findAccount(site.app, account.id))?.note, '')
})

test('a picture is chosen, described and removed, and a chosen one counts more than a removal', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const stored = async () => findAccount(site.app, account.id)
  const avatar = new File([new Uint8Array(await picture())], 'ana.jpg')
  await browser.submit('/settings/profile', { avatar, avatar_description: 'me\r\nat sea', remove_avatar: 'on' })
  const saved = await stored()
  assert.match(saved?.avatar_key ?? '', /^[\w-]{22}$/)
  assert.equal(saved?.avatar_description, 'me\nat sea')
  await browser.submit('/settings/profile', { avatar_description: 'me again' })
  assert.deepEqual(
    [(await stored())?.avatar_key, (await stored())?.avatar_description],
    [saved?.avatar_key, 'me again'],
  )
  await browser.submit('/settings/profile', { avatar_description: 'me again', remove_avatar: 'on' })
  assert.deepEqual([(await stored())?.avatar_key, (await stored())?.avatar_description], [null, ''])
})

test('a member changes what a new post starts with', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  await browser.submit('/settings/posting', { visibility: 'followers', sensitive: 'on', language: 'de' })
  const user = await findUserOf(site.app, account.id)
  assert.deepEqual(
    [user?.default_visibility, user?.default_sensitive, user?.default_language],
    ['followers', true, 'de'],
  )
  assert.match(await (await browser.get('/compose')).text(), /value="followers" selected/)
  assert.equal((await findAccount(site.app, account.id))?.shows_app, false)
  await browser.submit('/settings/posting', { shows_app: 'on' })
  assert.equal((await findAccount(site.app, account.id))?.shows_app, true)
  const wrong = await browser.submit('/settings/posting', { language: '!' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /id="language-wrong"/)
})

test('an account is deleted with its name and password, and not with one of them', async () => {
  await using site = await openSite()
  const { account, browser } = await site.member('ana')
  const attempt = (username: string, password: string) => browser.submit('/settings/delete', { username, password })
  const isThere = async () => (await findAccount(site.app, account.id))?.deleted_at === null
  const [unnamed, unproved] = [await attempt('bo', 'lagoon lagoon'), await attempt('ana', 'reef reef')]
  assert.deepEqual([unnamed.status, unproved.status, await isThere()], [422, 422, true])
  assert.match(await unnamed.text(), /id="username-wrong"/)
  assert.match(await unproved.text(), /id="password-wrong"/)
  const done = await attempt('@Ana', 'lagoon lagoon')
  assert.deepEqual([done.status, await isThere()], [200, false])
  assert.match(await done.text(), /Your account is deleted/)
  assert.equal((await browser.get('/home')).status, 303)
  assert.equal(await findUserOf(site.app, account.id), undefined)
})
