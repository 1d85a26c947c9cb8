import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { openSite } from '../../../test/world/site.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { Unavailable } from '../../core/errors.ts'
import { createStatus } from '../../core/statuses/create.ts'

const DOWN = ['host-unavailable', { host: 'down.test', reason: 'It did not answer.' }] as const

async function open() {
  const site = await openSite({
    remote: {
      account: async (handle) => {
        if (handle.endsWith('down.test')) throw new Unavailable('down.test', [...DOWN])
        return remoteAccount(site.app, 'dave@reef.test')
      },
      find: async () => ({ status: await statusBy(site.app, await remoteAccount(site.app, 'dave@reef.test')) }),
    },
  })
  return { site, ...(await site.member('ana')) }
}

test('a handle leads to the profile, an address to the post, and an unknown one says why', async () => {
  const { site, browser } = await open()
  await using _ = site
  const search = (q: string) => browser.get(`/search?${new URLSearchParams({ q })}`)
  for (const q of ['@dave@reef.test', 'dave@reef.test'])
    assert.equal((await search(q)).headers.get('location'), '/@dave@reef.test')
  const post = (await search('https://reef.test/posts/7')).headers.get('location')
  assert.match(post ?? '', /^\/@dave@reef\.test\/\d+$/)
  assert.match(
    await (await search('@no@down.test')).text(),
    /down\.test cannot be reached right now\. It did not answer/,
  )
  assert.match(await (await search('https://lagoon.test/@nobody')).text(), /This does not exist here/)
})

test('other words find people and hashtags, one kind at a time if asked', async () => {
  const { site, browser } = await open()
  await using _ = site
  const bo = await localAccount(site.app, 'boats')
  await createStatus(site.app, bo, { text: '#boating' })
  const find = async (query: string) => (await browser.get(`/search?${query}`)).text()
  assert.match(await find('q=boat'), /@<bdi>boats<\/bdi>.*#<bdi>boating<\/bdi>/s)
  assert.doesNotMatch(await find('q=boat&type=hashtags'), /@<bdi>boats<\/bdi>/)
  assert.doesNotMatch(await find('q=boat&type=accounts'), /#<bdi>boating<\/bdi>/)
  assert.match(await find('q=xyzzy'), /Nothing was found/)
  assert.match(await find('q=%22%3E%3Cscript%3E%00'), /value="&quot;>&lt;script>"/)
})

test('search is for members, because it asks other servers', async () => {
  const { site } = await open()
  await using _ = site
  const answer = await site.browser().get('/search?q=%40dave%40reef.test')
  assert.equal(answer.headers.get('location'), '/auth/sign-in?next=%2Fsearch%3Fq%3D%2540dave%2540reef.test')
})

test('a member sent here by another server gets one card, for an account and for a post (E-04)', async () => {
  const { site, account, browser } = await open()
  await using _ = site
  const come = (uri: string) => browser.get(`/authorize_interaction?${new URLSearchParams({ uri })}`)
  for (const uri of ['acct:dave@reef.test', '@dave@reef.test', 'dave@reef.test']) {
    const card = await (await come(uri)).text()
    assert.match(card, /Follow this account\?.*action="\/@dave@reef\.test\/follow".*Back to reef\.test/s, uri)
  }
  const post = await (await come('https://reef.test/posts/7')).text()
  assert.match(post, /\/compose\?reply=\d+.*formaction="\/@dave@reef\.test\/\d+\/like"/s)
  assert.match(await (await come(account.uri)).text(), /This is you/)
  assert.deepEqual([(await come('no@down.test')).status, (await come('')).status], [404, 400])
})
