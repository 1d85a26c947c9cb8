/** Home shows a topic of a community once, whoever else it follows, and no comments only because of the community. */
import assert from 'node:assert/strict'
import type { Json } from '../../world/peer.ts'
import { type PeerActor, PUBLIC } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

/** Ana follows nina and two communities of a scripted server, tea and talk; not max. */
async function scene(world: World) {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('forum.test')
  const ana = await lagoon.user('ana')
  const [nina, max] = [await peer.actor('nina'), await peer.actor('max')]
  const [tea, talk] = [await peer.actor('tea', { type: 'Group' }), await peer.actor('talk', { type: 'Group' })]
  for (const followed of [nina, tea, talk]) await follow(world, lagoon, ana, followed)
  const topic = (by: PeerActor = nina): Json & { id: string } =>
    by.note('a text', { type: 'Page', name: 'A topic', audience: tea.id, to: [tea.id, PUBLIC], cc: [by.followers] })
  const send = async (...activities: [PeerActor, Json][]) => {
    for (const [actor, activity] of activities) {
      await world.clock.advance('1s')
      await actor.send(lagoon, activity)
      await world.settle()
    }
  }
  return { lagoon, ana, nina, max, tea, talk, topic, send }
}

async function follow(world: World, server: TestServer, ana: Person, actor: PeerActor): Promise<void> {
  await ana.follow(actor.handle)
  await world.settle()
  const asked = actor.peer.receivedOf('Follow').find(({ object }) => object === actor.id)
  await actor.send(server, actor.accept(asked as Json))
  await world.settle()
}

/** Who shows what: `tea: A topic` is a topic that tea announces. */
async function home(ana: Person): Promise<string[]> {
  return (await ana.home()).map(({ account, reblog, content }) => {
    const html = reblog?.content ?? content
    return `${account.username}: ${/<strong>(.*?)<\/strong>/.exec(html)?.[1] ?? html.replace(/<[^>]+>/g, '')}`
  })
}

/** As Lemmy sends them: the Create, and the post alone. */
function announces(community: PeerActor, by: PeerActor, post: Json): [PeerActor, Json][] {
  const page = { ...post, actor: by.id }
  return [
    [community, community.announce('', { object: by.create(post) })],
    [community, community.announce('', { object: page })],
  ]
}

scenario('a topic of a followed author is shown once: the author’s own post, if that comes first', async (world) => {
  const { ana, nina, tea, topic, send } = await scene(world)
  const post = topic()
  await send([nina, nina.create(post)], ...announces(tea, nina, post))
  assert.deepEqual(await home(ana), ['nina: A topic'])
})

scenario('a topic of a followed author is shown once, if the community is the first to tell of it', async (world) => {
  const { ana, nina, tea, topic, send } = await scene(world)
  const post = topic()
  await send(...announces(tea, nina, post), [nina, nina.create(post)])
  assert.equal((await home(ana)).length, 1)
})

scenario('a topic that two communities announce is shown once', async (world) => {
  const { ana, max, tea, talk, topic, send } = await scene(world)
  const post = topic(max)
  await send(...announces(tea, max, post), ...announces(talk, max, post))
  assert.deepEqual(await home(ana), ['tea: A topic'])
})

scenario('if somebody leaves the community that shows a topic, the other one does', async (world) => {
  const { ana, max, tea, talk, topic, send } = await scene(world)
  const post = topic(max)
  await send(...announces(tea, max, post), ...announces(talk, max, post))
  await ana.unfollow(tea.handle)
  assert.deepEqual(await home(ana), ['talk: A topic'])
})

scenario(
  'comments are not in home because of a community, but where their author and the answered one are followed',
  async (world) => {
    const { ana, nina, max, tea, topic, send } = await scene(world)
    const post = topic()
    await send(...announces(tea, nina, post))
    const comment = (by: PeerActor, text: string) =>
      by.note(text, { inReplyTo: post.id, audience: tea.id, to: [PUBLIC], cc: [tea.id, by.followers] })
    const [stranger, own] = [comment(max, 'of a stranger'), comment(nina, 'of nina')]
    await send([tea, tea.announce('', { object: max.create(stranger) })])
    await send([tea, tea.announce('', { object: nina.create(own) })])
    assert.deepEqual((await home(ana)).sort(), ['nina: of nina', 'nina: A topic'].sort())
    const { descendants } = await ana.thread(await ana.find(post.id))
    assert.equal(descendants.length, 2)
  },
)
