import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Forbidden, Invalid } from '../errors.ts'
import { MAX_NOTE, MAX_PROFILE_FIELDS } from './limits.ts'
import { updateProfile } from './update-profile.ts'

test('profile texts become safe HTML, and their source is stored as typed', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const ana = await localAccount(app, 'ana')
  await remoteAccount(app, 'bo@reef.test')
  events.length = 0
  const changed = await updateProfile(app, ana, {
    display_name: ' Ana\u0000\nof the lagoon ',
    note: '<script>x</script> with @bo@reef.test\r\nat https://lagoon.test/ #reef',
    fields: [
      { name: 'Home', value: 'https://lagoon.test/' },
      { name: '', value: '' },
      { name: '<b>', value: '<i>' },
    ],
    bot: true,
    hides_network: true,
  })
  assert.equal(changed.display_name, 'Ana of the lagoon')
  assert.equal(changed.note_source, '<script>x</script> with @bo@reef.test\nat https://lagoon.test/ #reef')
  assert.match(changed.note, /^<p>&lt;script&gt;/)
  assert.match(changed.note, /href="https:\/\/reef\.test\/@bo"/)
  assert.match(changed.note, /href="https:\/\/lagoon\.test\/tags\/reef"/)
  assert.equal(changed.fields.length, 2)
  assert.match(changed.fields[0]?.value ?? '', /^<a href="https:\/\/lagoon\.test\/"/)
  assert.equal(changed.fields[0]?.source, 'https://lagoon.test/')
  assert.equal(changed.fields[1]?.value, '&lt;i&gt;')
  assert.equal(changed.actor_type, 'Service')
  assert.deepEqual(events, [{ event: 'account.updated', ids: { account_id: ana.id, via: 'local' } }])
  assert.equal((await updateProfile(app, ana, { note: '' })).note, '')
})

test('versions increase in whole seconds, even if the profile is saved twice in one second (C7)', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const ana = await localAccount(app, 'ana')
  const versions = [ana.updated_at]
  for (const display_name of ['a', 'b', 'c'])
    versions.push((await updateProfile(app, ana, { display_name })).updated_at)
  advance(60_700)
  versions.push((await updateProfile(app, ana, { display_name: 'd' })).updated_at)
  for (const [at, version] of versions.entries()) {
    assert.equal(version % 1000, 0)
    if (at > 0) assert.ok(version > (versions[at - 1] as number))
  }
  assert.equal(versions.at(-1), app.clock.now() - 700)
})

test('saving without changes emits nothing, and long texts, many fields and remote accounts are refused', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const ana = await localAccount(app, 'ana')
  const bo = await remoteAccount(app, 'bo@reef.test')
  const named = await updateProfile(app, ana, { display_name: 'Ana', locked: false })
  events.length = 0
  assert.equal((await updateProfile(app, named, { display_name: 'Ana', locked: false })).revision, named.revision)
  assert.deepEqual(events, [])
  await assert.rejects(updateProfile(app, bo, { display_name: 'x' }), Forbidden)
  const field = { name: 'a', value: 'b' }
  const wrong = [
    { display_name: 'x'.repeat(101) },
    { note: 'x'.repeat(MAX_NOTE + 1) },
    { note: `https://reef.test/${'x'.repeat(30_000)}` },
    { fields: Array(MAX_PROFILE_FIELDS + 1).fill(field) },
    { fields: Array(200_000).fill(field) },
    { fields: [{ name: 'a', value: 'x'.repeat(300) }] },
  ]
  for (const changes of wrong) await assert.rejects(updateProfile(app, ana, changes), Invalid)
})
