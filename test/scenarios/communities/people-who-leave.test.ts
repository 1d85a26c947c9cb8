/** People who leave take what they wrote with them, on the server of a community as well as here. */
import assert from 'node:assert/strict'
import { deleteAccount } from '../../../src/core/accounts/delete.ts'
import { requireAccount } from '../../../src/core/accounts/find.ts'
import { isShown } from '../../world/community/state.ts'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { reply, settled } from './three-servers.ts'

for (const secure of ['no', 'yes'])
  scenario(`whoever leaves takes their posts along (authorized fetch: ${secure})`, async (world) => {
    const server = await world.communityServer('lemmy.test')
    const lagoon = await world.server('lagoon.test', { ATOLL_AUTHORIZED_FETCH: secure })
    const [lia, max, ana] = [await server.member('lia'), await server.member('max'), await lagoon.user('ana')]
    const cafe = await server.community('cafe', lia)
    await ana.follow('!cafe@lemmy.test')
    await world.settle()
    const [kept, gone] = [
      await settled(world, lia.post(cafe, { title: 'Tea' })),
      await settled(world, max.post(cafe, { title: 'Coffee' })),
    ]
    await reply(world, ana, { id: kept.id }, 'with milk')
    const written = () =>
      [...server.site.entries.values()].filter((entry) => isShown(entry)).map(({ text }) => text.html)
    assert.ok(written().some((html) => html.includes('with milk')))
    const home = async () => (await ana.home()).map((one) => textOf(one.reblog ?? one)).join(' | ')
    assert.match(await home(), /Coffee/)
    await settled(world, max.leave())
    assert.doesNotMatch(await home(), /Coffee/)
    assert.match(await home(), /Tea/)
    assert.deepEqual((await ana.search(gone.id)).statuses, [])
    await deleteAccount(lagoon.app, await requireAccount(lagoon.app, Number(ana.id)), { via: 'local' })
    await world.settle()
    assert.ok(!written().some((html) => html.includes('with milk')))
  })
