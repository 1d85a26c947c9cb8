/** Other servers report accounts and posts of ours. */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import { reporting } from './reporting-server.ts'

scenario('reports are stored in every form that servers send', async (world) => {
  const { ana, flag, send, reports } = await reporting(world)
  const { uri } = await ana.post('bad words')
  const shapes: Record<string, Json> = {
    'Misskey, Takahē: one id': flag(ana.uri),
    'Sharkey, BookWyrm: a list': flag([ana.uri]),
    'GoToSocial: account and posts': flag([ana.uri, uri], { content: 'look' }),
    'Hollo: posts and account': flag([uri, ana.uri]),
    'Lemmy: a post, with the reason as summary': flag(uri, { content: null, summary: 'spam <b>' }),
    objects: flag([
      { type: 'Person', id: ana.uri },
      { type: 'Note', id: uri, content: 'x' },
    ]),
    pages: flag([`https://lagoon.test/@ana`]),
  }
  for (const one of Object.values(shapes)) await send(one)
  assert.deepEqual((await reports()).reverse(), [
    { acct: 'ana', posts: [], comment: 'spam? <b>' },
    { acct: 'ana', posts: [], comment: 'spam? <b>' },
    { acct: 'ana', posts: [uri], comment: 'look' },
    { acct: 'ana', posts: [uri], comment: 'spam? <b>' },
    { acct: 'ana', posts: [uri], comment: 'spam <b>' },
    { acct: 'ana', posts: [uri], comment: 'spam? <b>' },
    { acct: 'ana', posts: [], comment: 'spam? <b>' },
  ])
  assert.deepEqual(await ana.notified(), [], 'nobody learns of it')
})
