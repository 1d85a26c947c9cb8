/** Uploads to a real process, with a library that many apps use. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createRestAPIClient, type mastodon } from 'masto'
import sharp from 'sharp'
import { MAX_DECLARED_BYTES } from '../../src/lib/http-server/limits.ts'
import { DemoServer, freePort } from '../../tools/demo/demo-server.ts'
import { film, MOVING, noFilms, TONE } from '../world/films.ts'
import { noise, picture } from '../world/photograph.ts'

async function withClient(work: (client: mastodon.rest.Client, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-uploads-'))
  const lagoon = new DemoServer('lagoon', await freePort(), folder)
  try {
    await lagoon.start()
    await lagoon.makeUser('ana')
    await work(createRestAPIClient({ url: lagoon.origin, accessToken: lagoon.key }), folder)
  } finally {
    await lagoon.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
}

const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)])

test('a library posts pictures larger than any other body, with descriptions', async () => {
  await withClient(async (client) => {
    const large = await sharp(await noise(1_600, 1_200))
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer()
    assert.ok(large.length > MAX_DECLARED_BYTES)
    const files = [large, await picture(), await picture({ format: 'webp' }), await picture({ format: 'avif' })]
    const ids: string[] = []
    for (const [at, file] of files.entries()) {
      const made = await client.v2.media.create({ file: blob(file), description: `picture ${at}`, focus: '0,1' })
      ids.push(made.id)
    }
    const status = await client.v1.statuses.create({ mediaIds: ids })
    const shown = status.mediaAttachments
    assert.deepEqual(
      shown.map(({ description }) => description),
      ['picture 0', 'picture 1', 'picture 2', 'picture 3'],
    )
    for (const { url, previewUrl } of shown)
      for (const address of [url, previewUrl]) {
        const answer = await fetch(String(address))
        assert.equal(answer.status, 200)
        assert.match(answer.headers.get('content-type') ?? '', /^image\/(png|jpeg|webp)$/)
        assert.ok((await answer.arrayBuffer()).byteLength > 0)
      }
    const media_attributes = [{ id: ids[0] as string, description: 'noise' }]
    const edited = await client.v1.statuses
      .$select(status.id)
      .update({ status: 'one', mediaIds: ids.slice(0, 1), mediaAttributes: media_attributes })
    assert.deepEqual(
      edited.mediaAttachments.map(({ description }) => description),
      ['noise'],
    )
  })
})

test('a library gives the profile its pictures, and takes one away', async () => {
  await withClient(async (client) => {
    const [avatar, header] = [blob(await noise(1_600, 1_200)), blob(await picture({ width: 900 }))]
    assert.ok(avatar.size > MAX_DECLARED_BYTES)
    const changed = await client.v1.accounts.updateCredentials({ avatar, header, displayName: 'Ana' })
    assert.equal(changed.displayName, 'Ana')
    for (const address of [changed.avatar, changed.avatarStatic, changed.header, changed.headerStatic]) {
      const answer = await fetch(address)
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/webp'])
      await answer.arrayBuffer()
    }
    const removed = await client.v1.profile.avatar.remove()
    assert.match(removed.avatar, /missing\.png$/)
    assert.equal(removed.header, changed.header)
    assert.equal((await fetch(changed.avatar)).status, 404)
  })
})

test('a library waits for a film, and posts it', { skip: noFilms }, async () => {
  await withClient(async (client, folder) => {
    const file = blob(await film(folder, 'a.webm', ...MOVING, ...TONE))
    const made = await client.v2.media.create({ file, thumbnail: blob(await picture()) })
    const status = await client.v1.statuses.create({ status: 'a film', mediaIds: [made.id] })
    const [shown] = status.mediaAttachments
    assert.equal(shown?.type, 'video')
    const part = await fetch(String(shown?.url), { headers: { range: 'bytes=0-99' } })
    assert.deepEqual([part.status, part.headers.get('content-type')], [206, 'video/mp4'])
    await part.arrayBuffer()
  })
})
