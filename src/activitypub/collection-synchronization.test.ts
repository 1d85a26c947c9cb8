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
/** The digests from the examples of FEP-8fcf. */
const OF_ONE = '3a06e99569547f444c352ab7f52e4bab207abec5ca6f07b0045cfdc9723f8fa9'
const OF_TWO = 'f939a1585d4a8f02ee339210dbe7315d7003476663d6095f7d996fc4bc7a49b6'
const OF_BOTH = 'c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f'
const HEADER = {
  collectionId: 'https://example.org/users/1/followers',
  url: 'https://example.org/users/1/followers_synchronization',
  digest: OF_BOTH,
}

test('digests match those of FEP-8fcf in any order, and each member counts once (S-44)', () => {
  assert.deepEqual([digestOfMembers([ONE]), digestOfMembers([TWO])], [OF_ONE, OF_TWO])
  assert.deepEqual([digestOfMembers([ONE, TWO]), digestOfMembers([TWO, ONE, TWO])], [OF_BOTH, OF_BOTH])
  assert.equal(digestOfMembers([]), EMPTY_DIGEST)
})

test('the header is written as in FEP-8fcf and read back (S-44)', () => {
  const text = renderCollectionSynchronization(HEADER)
  assert.equal(
    text,
    'collectionId="https://example.org/users/1/followers", url="https://example.org/users/1/followers_synchronization", digest="c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f"',
  )
  assert.deepEqual(readCollectionSynchronization(text), HEADER)
})

test('the header is read with other orders, spaces, cases and parameters (S-44)', () => {
  const { collectionId, url } = HEADER
  const text = `digest="${OF_BOTH.toUpperCase()}",url="${url}" ,  more="x",collectionId="${collectionId}"`
  assert.deepEqual(readCollectionSynchronization(text), HEADER)
})

test('a malformed header is ignored (S-44)', () => {
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
