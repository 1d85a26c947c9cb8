import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  renderCollection,
  renderCollectionPage,
  renderOrderedCollection,
  renderOrderedPage,
} from './render-collection.ts'

const id = 'https://lagoon.test/ap/statuses/1/replies'

test('a collection contains only the given parts', () => {
  assert.deepEqual(renderCollection({ id, totalItems: 2 }), { id, type: 'Collection', totalItems: 2 })
  assert.deepEqual(renderOrderedCollection({ id, totalItems: 0, items: [] }), {
    id,
    type: 'OrderedCollection',
    totalItems: 0,
    orderedItems: [],
  })
})

test('a page names its collection, and an ordered page has `orderedItems`', () => {
  const items = ['b', 'a']
  assert.deepEqual(renderCollectionPage({ partOf: id, items }), { type: 'CollectionPage', partOf: id, items })
  assert.deepEqual(renderOrderedPage({ id: `${id}?page=true`, partOf: id, items }), {
    id: `${id}?page=true`,
    type: 'OrderedCollectionPage',
    partOf: id,
    orderedItems: items,
  })
})
