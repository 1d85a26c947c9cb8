import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Invalid, NotFound } from '../errors.ts'
import { blockDomain, listDomainBlocks, unblockDomain } from './block.ts'
import { isDomainBlocked } from './is-blocked.ts'

test('a domain block covers subdomains and every spelling (R-130)', async () => {
  await using world = await createTestApp()
  const { app } = world
  assert.equal(await isDomainBlocked(app, 'evil.test'), false)
  await blockDomain(app, '*.Evil.TEST.', { reason: 'spam' })
  await blockDomain(app, 'rëff.test')
  await blockDomain(app, 'evil.test', { reason: 'more spam' })
  const blocked = ['evil.test', 'EVIL.test', 'evil.test.', 'a.b.evil.test', 'evil.test:8443', 'RËFF.test', 'x.xn--rff-jma.test', 'not a host', ''] // biome-ignore format: a list
  for (const host of blocked) assert.equal(await isDomainBlocked(app, host), true, host)
  const fine = ['notevil.test', 'test', 'evil.test.good.test', 'lagoon.test', 'reff.test', '127.0.0.1', '[::1]:3000']
  for (const host of fine) assert.equal(await isDomainBlocked(app, host), false, host)
  const listed = (await listDomainBlocks(app)).map(({ domain, reason }) => `${domain}: ${reason}`)
  assert.deepEqual(listed, ['evil.test: more spam', 'xn--rff-jma.test: '])
  await unblockDomain(app, 'Evil.test')
  assert.equal(await isDomainBlocked(app, 'a.evil.test'), false)
  await assert.rejects(unblockDomain(app, 'evil.test'), NotFound)
})

test('an invalid domain and our own domain cannot be blocked', async () => {
  await using world = await createTestApp()
  const { app } = world
  for (const domain of ['', '*', 'a b', 'https://evil.test/', 'lagoon.test', 'test'])
    await assert.rejects(blockDomain(app, domain), Invalid, domain)
  await blockDomain(app, 'sub.lagoon.test')
})

test('checking a host costs no query', async () => {
  await using world = await createTestApp()
  const { app } = world
  await blockDomain(app, 'evil.test')
  await isDomainBlocked(app, 'reef.test')
  const unreachable = { slot: app.slot, db: undefined as unknown as typeof app.db }
  assert.equal(await isDomainBlocked(unreachable, 'evil.test'), true)
})
