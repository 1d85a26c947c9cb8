import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadOnce } from './load-once.ts'

test('a value is loaded once, and again only after a failure', async () => {
  let loads = 0
  const get = loadOnce(async () => {
    if (++loads === 1) throw new Error('EMFILE')
    return { loads }
  })
  await Promise.all([assert.rejects(get(), /EMFILE/), assert.rejects(get(), /EMFILE/)])
  assert.equal(loads, 1)
  const [one, two] = await Promise.all([get(), get()])
  assert.equal(one, two)
  assert.equal(await get(), one)
  assert.equal(loads, 2)
})
