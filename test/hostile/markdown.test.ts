/** What a mention makes other servers show of the Markdown that somebody here wrote. */
import assert from 'node:assert/strict'
import { renderText } from '../../src/lib/text/render-text.ts'
import type { Json } from '../world/peer.ts'
import { hostile } from './scene.ts'

const ENDINGS = [')[look](https://phish.test/)', ')![](https://phish.test/1.png)', ')<https://phish.test/>', '`) `']

hostile('the address of a mentioned account adds nothing to the text of its author', async (scene) => {
  const { world, lagoon, ana } = scene
  for (const [n, ending] of ENDINGS.entries()) {
    const peer = await world.peer(`evil${n}.test`)
    const mallory = await peer.actor('m', { url: `${peer.origin}/@m${ending}` })
    const status = `hi @${mallory.handle}, \`code\` and **more**`
    const post = await ana.call('POST', '/api/v1/statuses', { status, content_type: 'text/markdown' })
    await world.settle()
    const headers = { host: lagoon.host, accept: 'application/activity+json' }
    const { source } = (await (await lagoon.answer(new Request(post.uri, { headers }))).json()) as {
      source: Json & { content: string }
    }
    const shown = renderText(source.content, {
      format: 'text/markdown',
      mention: () => undefined,
      tag: () => undefined,
    })
    const links = [...shown.matchAll(/<a href="([^"]*)"/g)].map(([, href = '']) => new URL(href).host)
    assert.deepEqual(links, [peer.host], `${source.content} → ${shown}`)
    assert.match(shown, /<code>code<\/code> and <strong>more<\/strong>/, source.content)
  }
})
