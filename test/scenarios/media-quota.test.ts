/** A small disk, and somebody to follow who posts more pictures than fit on it. */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import type { App } from '../../src/core/app.ts'
import { endFetches } from '../../src/media/fetch/fetch-copy.ts'
import { look } from '../world/files.ts'
import { noise } from '../world/photograph.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'

const MB = 1_048_576
const QUOTA = 2 * MB
const PICTURES = 9
/** With its preview. */
const LARGEST = MB / 2
/** Longer than a file may wait for its first reference (`core/media/files/keep.ts`). */
const AFTER_PINS = '11m'

const urlOf = (status: StatusEntity) => String(status.media_attachments[0]?.url)

async function seen(server: TestServer, status: StatusEntity): Promise<number> {
  const answer = await look(server, urlOf(status))
  await answer.arrayBuffer()
  await endFetches(server.app)
  return answer.status
}

async function bytesStored({ storage }: App): Promise<number> {
  let bytes = 0
  for await (const file of storage.list()) bytes += file.bytes
  return bytes
}

scenario(
  'media of others stay within the quota, liked ones stay, and the rest comes back when looked at',
  async (world) => {
    const lagoon = await world.server('lagoon.test', { ATOLL_CACHE_MEDIA: '2' })
    const reef = await world.server('reef.test')
    const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
    await ana.follow(bo)
    await world.settle()
    for (let at = 0; at < PICTURES; at++) {
      const id = await bo.upload(await noise(300, 400))
      await bo.post(`picture ${at}`, { media_ids: [id] })
      await world.clock.advance('1m')
    }
    await world.settle()
    const posts = (await ana.home()).toReversed()
    assert.equal(posts.length, PICTURES)
    const [liked, kept, other] = [posts[0], posts[1], posts[2]] as [StatusEntity, StatusEntity, StatusEntity]
    // One is liked before anybody has looked at it, one afterwards.
    await ana.favourite(liked)
    await world.settle()
    await endFetches(lagoon.app)
    await seen(lagoon, kept)
    await ana.call('POST', `/api/v1/statuses/${kept.id}/bookmark`)
    for (const post of posts) {
      assert.equal(await seen(lagoon, post), 200)
      await world.pass(AFTER_PINS, 1)
      assert.ok((await bytesStored(lagoon.app)) <= QUOTA + LARGEST)
    }
    await world.pass(AFTER_PINS, 1)
    const stored = await bytesStored(lagoon.app)
    assert.ok(stored <= QUOTA && stored > QUOTA - LARGEST, `${stored} bytes`)

    reef.reachable = false
    assert.deepEqual([await seen(lagoon, liked), await seen(lagoon, kept)], [200, 200])
    assert.notEqual(await seen(lagoon, other), 200, 'it was dropped')
    reef.reachable = true
    await world.clock.advance('1h')
    assert.equal(await seen(lagoon, other), 200, 'it comes back')
  },
)
