import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  digestOfMembers,
  EMPTY_DIGEST,
  readCollectionSynchronization,
  renderCollectionSynchronization,
} from './collection-synchronization.ts'

const ONE = 'https://testing.example.org/users/1'
const TWO = 'https://testing.example.org/users/2'
/** The digests that FEP-8fcf itself gives. */
const OF_ONE = '3a06e99569547f444c352ab7f52e4bab207abec5ca6f07b0045cfdc9723f8fa9'
const OF_TWO = 'f939a1585d4a8f02ee339210dbe7315d7003476663d6095f7d996fc4bc7a49b6'
const OF_BOTH = 'c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f'
const HEADER = {
  collectionId: 'https://example.org/users/1/followers',
  url: 'https://example.org/users/1/followers_synchronization',
  digest: OF_BOTH,
}

test('S-44: digests are those of the FEP, in any order, and each member counts once', () => {
  assert.deepEqual([digestOfMembers([ONE]), digestOfMembers([TWO])], [OF_ONE, OF_TWO])
  assert.deepEqual([digestOfMembers([ONE, TWO]), digestOfMembers([TWO, ONE, TWO])], [OF_BOTH, OF_BOTH])
  assert.equal(digestOfMembers([]), EMPTY_DIGEST)
})

test('S-44: the header is written as in the FEP, and read again', () => {
  const text = renderCollectionSynchronization(HEADER)
  assert.equal(
    text,
    'collectionId="https://example.org/users/1/followers", url="https://example.org/users/1/followers_synchronization", digest="c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f"',
  )
  assert.deepEqual(readCollectionSynchronization(text), HEADER)
})

test('S-44: other orders, spaces, cases and parameters are understood', () => {
  const { collectionId, url } = HEADER
  const text = `digest="${OF_BOTH.toUpperCase()}",url="${url}" ,  more="x",collectionId="${collectionId}"`
  assert.deepEqual(readCollectionSynchronization(text), HEADER)
})

test('S-44: what is no such header is none', () => {
  const good = renderCollectionSynchronization(HEADER)
  const bad = [
    '',
    'x',
    `${good},`,
    `${good} x`,
    `${good}, digest="${OF_ONE}"`,
    good.replace(/, digest.*/, ''),
    good.replace(OF_BOTH, OF_BOTH.slice(1)),
    good.replace(OF_BOTH, `${OF_BOTH.slice(1)}g`),
    good.replace('https://example.org/users/1/followers_', 'ftp://example.org/users/1/followers_'),
    `${good}, more="${'x'.repeat(10_000)}"`,
  ]
  for (const text of bad) assert.equal(readCollectionSynchronization(text), undefined, text.slice(0, 300))
})
