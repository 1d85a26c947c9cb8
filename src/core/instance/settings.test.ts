import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Invalid } from '../errors.ts'
import { cachedSettings, changeSettings, getSettings, type InstanceSettings } from './settings.ts'

test('settings have defaults, and a change takes effect at once', async () => {
  await using world = await createTestApp({ env: { ATOLL_REGISTRATIONS: 'approval' } })
  const { app } = world
  const before = await getSettings(app)
  assert.equal(before.title, 'lagoon.test')
  assert.equal(before.registrations, 'approval')
  const after = await changeSettings(app, { title: ' The “lagoon” ', rules: ['Be kind', 'true'], description: '42' })
  assert.equal(after.title, 'The “lagoon”')
  app.slot(cachedSettings).clear()
  assert.deepEqual(await getSettings(app), after)
  assert.equal(after.description, '42')
  assert.deepEqual(after.rules, ['Be kind', 'true'])
  const wrong = [
    { registrations: 'maybe' },
    { title: 5 },
    { rules: 'none' },
    { setup_link: 'x' },
    { title: 'x'.repeat(500) },
  ]
  for (const changes of wrong)
    await assert.rejects(changeSettings(app, changes as Partial<InstanceSettings>), Invalid, JSON.stringify(changes))
  assert.deepEqual(await getSettings(app), after)
})
