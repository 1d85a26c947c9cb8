/** A server that reports accounts and posts of ours. */
import { listReports } from '../../src/core/reports/list.ts'
import type { Json } from '../world/peer.ts'
import type { World } from '../world/world.ts'

export async function reporting(world: World) {
  const [lagoon, peer] = [await world.server('lagoon.test'), await world.peer('misskey.test')]
  const [ana, cy, reporter] = [await lagoon.user('ana'), await lagoon.user('cy'), await peer.actor('actor')]
  const flag = (object: unknown, changes: Json = {}): Json => ({
    type: 'Flag',
    id: reporter.mint('flags'),
    actor: reporter.id,
    content: 'spam? <b>',
    object,
    ...changes,
  })
  const send = async (...flags: Json[]) => {
    for (const one of flags) await reporter.send(lagoon, one)
    await world.settle()
  }
  const reports = async () =>
    (await listReports(lagoon.app, { limit: 1_000 })).map(({ acct, posts, comment }) => ({ acct, posts, comment }))
  return { lagoon, peer, ana, cy, reporter, flag, send, reports }
}
