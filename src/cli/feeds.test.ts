import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shell } from '../../test/world/shell.ts'
import { EXIT } from './cli.ts'

test('the command line lists followed feeds, and says which it does not know', async (t) => {
  const { run, json } = shell(t)
  assert.match((await run('feeds', 'list')).out, /Nobody here follows a feed/)
  assert.deepEqual(await json('feeds', 'list'), [])
  const unknown = await run('feeds', 'refresh', 'https://blog.cay.test/feed.xml')
  assert.equal(unknown.code, EXIT.notFound)
  assert.match(unknown.err, /blog\.cay\.test/)
})
