import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../../test/world/test-app.ts'
import { DAY } from '../../../lib/durations.ts'
import { limitEmojis } from './limit-emojis.ts'
import { registerMedia } from './register.ts'

test('of too many emojis, those go that were not shown for longest, and nothing else', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const register = (use: 'emoji' | 'avatar', n: number) =>
    app.transaction((tx) => registerMedia(tx, use, `https://reef.test/${n}.png`))
  for (let n = 0; n < 60; n++) {
    await register('emoji', n)
    if (n % 10 === 9) advance(2 * DAY)
  }
  await register('avatar', 1)
  // Shown again.
  await register('emoji', 0)
  assert.equal(await limitEmojis(app, 20), 40)
  assert.equal(await limitEmojis(app, 20), 0)
  const left = await app.db.selectFrom('media').select(['use', 'remote_url']).orderBy('id').execute()
  const emojis = left
    .filter((row) => row.use === 'emoji')
    .map((row) => Number(/(\d+)\.png/.exec(row.remote_url ?? '')?.[1]))
  assert.equal(emojis.length, 20)
  assert.ok(emojis.includes(0))
  assert.ok(emojis.every((n) => n === 0 || n >= 40))
  assert.equal(left.length, 21)
})
