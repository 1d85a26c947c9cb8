import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSite } from '../../../../test/world/site.ts'
import { recordRefusal } from '../../../core/refusals/record.ts'
import { createStatus } from '../../../core/statuses/create.ts'
import type { RefusalReason } from '../../../db/tables/refusals.ts'

/** Ana has written a post. `refuse` plays servers that refuse it. */
async function refusedPost() {
  const site = await openSite()
  const { account, browser } = await site.member('ana')
  const { id, uri } = await createStatus(site.app, account, { text: 'hello' })
  const refuse = (host: string, reason: RefusalReason | null, { answer = '', is_addressed = true } = {}) =>
    recordRefusal(site.app, {
      account_id: account.id,
      status_uri: uri,
      host,
      inbox: `https://${host}/inbox`,
      action: 'post',
      answered_status: 400,
      reason,
      answer,
      is_addressed,
    })
  const read = async (path: string, by = browser) => (await by.get(path)).text()
  return { site, read, refuse, path: `/@ana/${id}`, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() }
}

test('a refused post says who refused it and why, to its author alone', async () => {
  await using refused = await refusedPost()
  const { site, read, refuse, path } = refused
  await refuse('lemmy.test', 'locked')
  await refuse('reef.test', null, { answer: 'Not <b> & so' })
  const page = await read(path)
  assert.match(page, /lemmy\.test refused this: the post is locked\./)
  assert.match(page, /reef\.test refused this: “Not &lt;b> &amp; so”/)
  assert.match(page, /Only you see this\./)
  for (const list of ['/home', '/@ana']) assert.match(await read(list), /Refused by lemmy\.test and reef\.test/)
  const { browser: bos } = await site.member('bo')
  for (const by of [bos, site.browser()]) assert.doesNotMatch(await read(path, by), /refused this|Refused by/)
})

test('many servers that refuse the same fit into one sentence', async () => {
  await using refused = await refusedPost()
  const { read, refuse, path } = refused
  for (const name of ['a', 'b', 'c', 'd', 'e']) await refuse(`${name}.test`, 'server-blocked')
  const sentence = 'a.test, b.test, c.test and 2 more refused this: it accepts nothing from this server.'
  assert.equal((await read(path)).split(sentence).length, 2)
})

test('a post that only servers of followers refuse has no mark in lists, and folds them on its page', async () => {
  await using refused = await refusedPost()
  const { read, refuse, path } = refused
  await refuse('a.test', null, { is_addressed: false })
  await refuse('b.test', null, { is_addressed: false })
  assert.match(await read(path), /<summary>Followers on 2 servers did not get this<\/summary>/)
  assert.match(await read(path), /a\.test and b\.test refused this and did not say why\./)
  assert.doesNotMatch(await read('/home'), /refused this|Refused by/)
})
