/** What is folded behind a summary (Lemmy's spoilers) stays folded for those who read it. */
import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

const FOLDED = /<details>\s*<summary>Who won<\/summary>\s*<p>The reef\s*<\/p>\s*<\/details>/

scenario('a spoiler written in Markdown is folded in apps, on pages and on other servers', async (world) => {
  const { lagoon, ana, peer } = await followedPeer(world)
  await peer.actor('cy').then((cy) => cy.send(lagoon, cy.follow(ana.uri)))
  await world.settle()
  const spoilers = ['::: spoiler Who won\nThe reef\n:::', '<details><summary>Who won</summary>\n\nThe reef\n</details>']
  for (const status of spoilers) {
    const post = await ana.call('POST', '/api/v1/statuses', { status, content_type: 'text/markdown' })
    assert.match(post.content, FOLDED)
    await world.settle()
    const [create] = peer.receivedOf('Create').reverse() as { object: { content: string; source: object } }[]
    assert.match(create?.object.content ?? '', FOLDED)
    assert.deepEqual(create?.object.source, { content: status, mediaType: 'text/markdown' })
    const headers = { host: lagoon.host, accept: 'text/html' }
    const page = await (await lagoon.fetch(new Request(post.url, { headers }))).text()
    assert.match(page, FOLDED)
    assert.equal(page.split('The reef').length, 2, 'neither the title nor a preview tells it')
  }
})

scenario('a spoiler of another server is folded', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const content = '<p>Final</p><details open onclick="x"><summary>Who won</summary><p>The reef\n</p></details>'
  const note = bo.note('', { content })
  await send(bo.create(note))
  assert.match((await ana.find(note.id)).content, FOLDED)
})
