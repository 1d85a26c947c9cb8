import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane, type MediaSender } from './lane.ts'
import { MediaError } from './media-error.ts'

/** A lane that notes who has a turn, and is occupied until `open`. */
function lane(maxWaiting: number) {
  const lane = new Lane(maxWaiting)
  const turns: string[] = []
  const { promise, resolve: open } = Promise.withResolvers<void>()
  const jobs: Promise<unknown>[] = [lane.run({ group: 'uploads', member: 'eve' }, () => promise)]
  const add = (group: MediaSender['group'], member: string, work = async () => void turns.push(member)) => {
    jobs.push(lane.run({ group, member }, work))
    return jobs.at(-1)
  }
  return { add, turns, open, all: () => Promise.allSettled(jobs) }
}

const busy = (error: unknown) => error instanceof MediaError && error.reason[0] === 'media-decoder-busy'

test('groups take turns, and so do the members of each, whoever came first', async () => {
  const { add, turns, open, all } = lane(100)
  for (let count = 0; count < 4; count++) add('copies', 'evil.test')
  for (let count = 0; count < 3; count++) add('uploads', 'eve')
  add('copies', 'reef.test')
  add('uploads', 'ana')
  open()
  await all()
  assert.deepEqual(turns, ['evil.test', 'ana', 'reef.test', 'eve', 'evil.test', 'eve', 'evil.test', 'eve', 'evil.test'])
})

test('a member may have half of what may wait, and one group never fills the room of the other', async () => {
  const { add, turns, open, all } = lane(4)
  for (const host of ['a.test', 'b.test']) for (const _ of ['once', 'twice']) add('copies', host)
  await assert.rejects(() => add('copies', 'e.test') as Promise<unknown>, busy)
  for (const _ of ['once', 'twice']) add('uploads', 'ana')
  await assert.rejects(() => add('uploads', 'ana') as Promise<unknown>, busy)
  open()
  await all()
  assert.equal(turns.length, 6)
})

test('after a failure the next one has its turn, and the lane is free again at the end', async () => {
  const { add, turns, open, all } = lane(8)
  const failing = add('uploads', 'eve', () => Promise.reject(new Error('damaged')))
  add('uploads', 'ana')
  open()
  await assert.rejects(() => failing as Promise<unknown>, /damaged/)
  await all()
  await add('uploads', 'bo')
  assert.deepEqual(turns, ['ana', 'bo'])
})
