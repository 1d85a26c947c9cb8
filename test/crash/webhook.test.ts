/** Kills a real process with SIGKILL under load. Its webhook is told of every post, and of none under two ids. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { MINUTE } from '../../src/lib/durations.ts'
import { DemoServer, freePort } from '../../tools/demo/demo-server.ts'
import { until } from '../world/until.ts'
import { postSurely } from './client.ts'

const KILLS = 3
const POSTS = 24
const CLIENTS = 3
/** The receiver leaves every fifth call without an answer, and refuses every seventh. */
const UNANSWERED = 5
const REFUSED = 7

test('a server killed under load tells its webhook of every post, repeats with the same id', {
  timeout: 2 * MINUTE,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-webhook-'))
  const receiver = await startReceiver()
  const server = new DemoServer('lagoon', await freePort(), folder)
  t.after(async () => {
    receiver.close()
    await server.kill()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await server.start()
  await server.makeUser('ana')
  const form = { url: receiver.url, events: 'status.posted' }
  receiver.secret = (await server.api<{ secret: string }>('POST', '/v1/webhooks', form)).secret
  const texts = Array.from({ length: POSTS }, (_, n) => `post ${n}.`)
  const waiting = [...texts]
  const client = async () => {
    for (let text = waiting.shift(); text; text = waiting.shift()) await postSurely(server, text)
  }
  const clients = Array.from({ length: CLIENTS }, client)
  for (let kill = 1; kill <= KILLS; kill++) {
    await until('more calls', () => receiver.calls >= kill * 6 || waiting.length === 0)
    await server.kill()
    await server.start()
  }
  await Promise.all(clients)
  await until('every post', () => receiver.idsOf.size === POSTS, MINUTE)
  assert.deepEqual([...receiver.idsOf.keys()].sort(), texts.map((text) => `<p>${text}</p>`).sort())
  for (const [content, ids] of receiver.idsOf) assert.equal(ids.size, 1, `${content} has several ids`)
  assert.equal(receiver.forged, 0)
})

async function startReceiver() {
  const state = { secret: '', url: '', calls: 0, forged: 0, idsOf: new Map<string, Set<string>>(), close: () => {} }
  const server = createServer(async (request, answer) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    state.calls++
    try {
      const payload = new Webhook(state.secret).verify(Buffer.concat(parts), request.headers as Record<string, string>)
      const { content } = (payload as { data: { content: string } }).data
      if (state.calls % REFUSED === 0) return void answer.writeHead(503).end()
      state.idsOf.set(content, (state.idsOf.get(content) ?? new Set()).add(String(request.headers['webhook-id'])))
      if (state.calls % UNANSWERED === 0) return void request.socket.destroy()
      answer.writeHead(204).end()
    } catch {
      state.forged++
      answer.writeHead(401).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
  state.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return state
}
