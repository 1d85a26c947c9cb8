import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answers } from './fixtures/answers.ts'
import { collectionAt } from './fixtures/collection.ts'
import { makeHandle } from './handle.ts'
import { readJrd } from './jrd.ts'
import { DOCUMENT_LIMITS } from './limits.ts'
import { readAudience, readNatural, readTypes, readUrl } from './read.ts'
import { listActorKeys } from './signatures/actor-key.ts'
import { normalizeId } from './uris.ts'

type Reads = (amount: number) => unknown | Promise<unknown>

const many = (n: number, make: (i: number) => unknown) => Array.from({ length: n }, (_, i) => make(i))
const url = (i: number) => `https://reef.test/${i}`
/** For each limit, whether an amount is read whole. */
const READS: Record<keyof typeof DOCUMENT_LIMITS, Reads> = {
  urlLength: (n) => normalizeId('https://reef.test/'.padEnd(n, 'x')) !== undefined,
  types: (n) => readTypes({ type: many(n, (i) => `T${i}`) }).length === n,
  audience: (n) => readAudience({ to: many(n, url) }).to.length === n,
  keys: (n) => listActorKeys(actorWithKeys(n)).length === 1,
  urls: (n) => readUrl([...many(n - 1, () => 'no address'), url(1)]) === url(1),
  languages: (n) => readNatural(mapOf(n), 'content', { language: 'en' })?.language === 'en',
  handleNameLength: (n) => makeHandle('a'.repeat(n), 'reef.test') !== undefined,
  jrdLinks: (n) => readJrd(jrdOf(n)) !== undefined,
  collectionItems: async (n) => (await collectionAt(answers, { pages: 1, perPage: n })).complete,
  collectionPages: async (n) => (await collectionAt(answers, { pages: n, perPage: 1 })).complete,
}

for (const [name, reads] of Object.entries(READS)) {
  const limit = DOCUMENT_LIMITS[name as keyof typeof DOCUMENT_LIMITS]
  test(`${name}: ${limit} is read, more is not`, async () => {
    assert.equal(await reads(limit), true)
    assert.equal(await reads(limit + 1), false)
  })
}

/** An actor whose only valid key is the last of n. */
function actorWithKeys(n: number) {
  const id = 'https://reef.test/ana'
  const good = { id: `${id}#key`, type: 'Multikey', controller: id, publicKeyMultibase: MULTIKEY }
  return { id, type: 'Person', assertionMethod: [...many(n - 1, () => ({})), good] }
}

const MULTIKEY = 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'

function mapOf(n: number) {
  const others = many(n - 1, (i) => [`x-${i}`, 'text'])
  return { contentMap: { ...Object.fromEntries(others as [string, string][]), en: 'text' } }
}

function jrdOf(n: number) {
  const self = { rel: 'self', type: 'application/activity+json', href: url(1) }
  return { subject: 'acct:ana@reef.test', links: [...many(n - 1, () => ({ rel: 'x' })), self] }
}
