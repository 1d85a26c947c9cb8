/** What other servers may do to the copies that we keep of media. */
import assert from 'node:assert/strict'
import { endFetches } from '../../src/media/fetch/fetch-copy.ts'
import { followedPeer } from '../scenarios/followed-peer.ts'
import { look, png, servedFile } from '../world/files.ts'
import { scenario } from '../world/scenario.ts'

scenario('a picture stays as large as it is, whatever else somebody makes of it (R-08)', async (world) => {
  const { lagoon, peer, ana, bo, send } = await followedPeer(world)
  const content = await png(800, 600)
  const address = `${peer.origin}/photo.png`
  peer.serve(address, servedFile(content))
  const evil = await world.peer('evil.test')
  const picture = { type: 'Image', mediaType: 'image/png', url: address }
  const eve = await evil.actor('eve', { icon: picture, image: picture })
  const emoji = { type: 'Emoji', name: ':photo:', icon: picture }
  await eve.send(lagoon, eve.create(eve.note(':photo:', { tag: [emoji], cc: [ana.uri] })))
  await world.settle()
  const account = await ana.findAccount(eve.handle)
  for (const url of [account.avatar, account.header]) await (await look(lagoon, String(url))).arrayBuffer()
  await endFetches(lagoon.app)
  await send(bo.create(bo.note('my photo', { attachment: [{ ...picture, type: 'Document' }] })))
  const [shown] = (await ana.home())[0]?.media_attachments ?? []
  for (const _ of ['fetched', 'kept']) {
    const answer = await look(lagoon, String(shown?.url))
    assert.ok(content.equals(Buffer.from(await answer.arrayBuffer())), 'the photograph itself')
    await endFetches(lagoon.app)
  }
})
