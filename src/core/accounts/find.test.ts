import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { findAccountByAcct, findAccountsByIds, findLocalAccount } from './find.ts'

test('an account is found by its handle in every usual spelling', async () => {
  await using world = await createTestApp()
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const bo = await remoteAccount(app, 'Bo@xn--rff-jma.test')
  for (const acct of ['ana', '@ana', 'ANA', 'ana@lagoon.test', '@Ana@LAGOON.TEST', 'ana@lagoon.test.'])
    assert.equal((await findAccountByAcct(app, acct))?.id, ana.id, acct)
  for (const acct of ['bo@xn--rff-jma.test', '@BO@XN--RFF-JMA.TEST', 'bo@rëff.test', 'bo@RE\u0308FF.test.'])
    assert.equal((await findAccountByAcct(app, acct))?.id, bo.id, acct)
  for (const acct of ['', '@', 'ana@', '@ana@', 'a@b@c', 'ana@not a host', 'ana@reef.test'])
    assert.equal(await findAccountByAcct(app, acct), undefined, acct)
  assert.equal(await findLocalAccount(app, 'Bo@xn--rff-jma.test'), undefined)
})

test('several accounts are found at once, in the requested order', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const found = await findAccountsByIds(app, [bo.id, 7, ana.id, bo.id])
  assert.deepEqual(
    found.map((account) => account.id),
    [bo.id, ana.id],
  )
  assert.deepEqual(await findAccountsByIds(app, []), [])
})
