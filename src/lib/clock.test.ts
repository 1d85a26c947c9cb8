import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from './clock.ts'
import { DAY, MINUTE } from './durations.ts'

test('sleep ends by itself or when its signal is aborted', async () => {
  const clock = systemClock()
  const began = clock.now()
  await clock.sleep(20, new AbortController().signal)
  assert.ok(clock.now() - began >= 15)
  const controller = new AbortController()
  const asleep = clock.sleep(MINUTE, controller.signal)
  controller.abort(new Error('enough'))
  await assert.rejects(asleep, /enough/)
  await assert.rejects(clock.sleep(MINUTE, controller.signal), /enough/)
})

test('a timer fires once, a cancelled one does not fire, and a very long one does not fire early', async () => {
  const clock = systemClock()
  const fired: string[] = []
  clock.timer(5, () => fired.push('short'))
  clock.timer(5, () => fired.push('cancelled'))()
  const cancel = clock.timer(90 * DAY, () => fired.push('long'))
  await clock.sleep(30)
  cancel()
  assert.deepEqual(fired, ['short'])
})
