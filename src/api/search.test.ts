import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../test/contract/api-client.ts'
import { remoteAccount } from '../../test/world/accounts.ts'
import { NotFound, Unavailable } from '../core/errors.ts'

test('search finds accounts and hashtags; only signed-in users can look up remote accounts', async () => {
  const asked: string[] = []
  await using api = await createApi({
    remote: {
      account: async (reference) => {
        asked.push(reference)
        if (reference.includes('reefy@reef.test')) return remoteAccount(api.app, 'reefy@reef.test')
        if (reference.includes('down.test'))
          throw new Unavailable('down.test', ['host-backing-off', { host: 'down.test' }])
        throw new NotFound()
      },
    },
  })
  const ana = await api.person('ana')
  await ana.post('/api/v1/statuses', { status: 'the #lagoon is calm' })
  const find = async (query: string) => (await ana.get(`/api/v2/search?${query}`)).body
  assert.deepEqual(
    (await find('q=ana')).accounts.map(({ acct }: { acct: string }) => acct),
    ['ana'],
  )
  assert.deepEqual(
    (await find('q=%23lagoon&type=hashtags')).hashtags.map(({ name }: { name: string }) => name),
    ['lagoon'],
  )
  assert.deepEqual((await ana.get('/api/v1/search?q=lagoon')).body.hashtags, ['lagoon'])
  assert.deepEqual(asked, [])
  assert.deepEqual((await find('q=@reefy@reef.test&resolve=true')).accounts.length, 1)
  assert.equal((await find('q=@no@down.test&resolve=true')).accounts.length, 0)
  assert.equal((await api.call('GET', '/api/v2/search?q=@x@y.test&resolve=true')).status, 401)
  assert.equal((await ana.get('/api/v2/search')).status, 422)
  assert.equal((await ana.get(`/api/v2/search?q=${'x'.repeat(100_000)}`)).status, 422)
  assert.equal((await ana.get('/api/v2/search?q=x&type=everything')).status, 422)
})
