/** Who may see a post (cases 48 to 51). */
import assert from 'node:assert/strict'
import { findStatusByUri } from '../../src/core/statuses/find.ts'
import { PUBLIC } from '../world/peer-actor.ts'
import { hostile } from './scene.ts'

hostile(
  'the followers of another actor are not an audience (case 48)',
  async ({ ana, bo, mallory, lagoon, send, home }) => {
    const audiences = [
      mallory.followers,
      `${mallory.peer.origin}/followers`,
      `${bo.followers}/`,
      `${bo.followers}?page=1`,
      `${ana.uri}/followers`,
    ]
    for (const audience of audiences) {
      const note = bo.note(`for ${audience} @ana`, {
        to: [audience],
        cc: [ana.uri],
        tag: [{ type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }],
      })
      await send(bo.create(note))
      assert.equal((await findStatusByUri(lagoon.app, note.id))?.visibility, 'direct', audience)
    }
    const cy = await lagoon.user('cy')
    await cy.follow(bo.handle)
    for (const { id } of await ana.home()) assert.equal(await cy.viewCode({ id }), 404)
    assert.deepEqual((await home()).length <= audiences.length, true)
  },
)

hostile('only known spellings of Public make a post public (case 49)', async ({ ana, bo, lagoon, send }) => {
  const cases: [string, object, string][] = [
    ['bto', { to: [bo.followers], cc: [], bto: [PUBLIC], bcc: [PUBLIC], audience: PUBLIC }, 'followers'],
    ['as:Public', { to: ['as:Public'], cc: [] }, 'public'],
    ['Public', { to: 'Public', cc: [] }, 'public'],
    ['unlisted', { to: [bo.followers], cc: 'as:Public' }, 'unlisted'],
    ['lower case', { to: [bo.followers, 'public'], cc: [] }, 'followers'],
    ['lower-case prefix', { to: [bo.followers, 'as:public'], cc: [] }, 'followers'],
    ['another scheme', { to: [bo.followers, PUBLIC.replace('https', 'http')], cc: [] }, 'followers'],
    ['a page with that fragment', { to: [bo.followers, 'https://evil.test/#Public'], cc: [] }, 'followers'],
  ]
  for (const [name, audience, visibility] of cases) {
    const note = bo.note(name, audience as Record<string, unknown>)
    // The activity has other recipients, but those of the object count.
    await send(bo.create(note, { to: [bo.followers], cc: [] }))
    assert.equal((await findStatusByUri(lagoon.app, note.id))?.visibility, visibility, name)
  }
  const note = bo.note('only in the activity', { to: [bo.followers], cc: [] })
  await send(bo.create(note, { to: [PUBLIC], cc: [] }))
  assert.equal((await findStatusByUri(lagoon.app, note.id))?.visibility, 'followers')
  const none = bo.note('for nobody', { to: [], cc: [], bto: [PUBLIC] })
  await send(bo.create(none, { to: [PUBLIC] }))
  assert.equal(await findStatusByUri(lagoon.app, none.id), undefined)
  assert.equal((await ana.call('GET', '/api/v1/timelines/public')).length, 2)
})

hostile('interactions with a post that their actor cannot see are ignored (case 50)', async (scene) => {
  const { ana, bo, mallory, world, lagoon, changesNothing } = scene
  const posts = [
    await ana.post('for followers', { visibility: 'private' }),
    await ana.post('to nobody', { visibility: 'direct' }),
  ]
  const tag = [{ type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }]
  const none = { uri: 'https://lagoon.test/ap/statuses/4711' }
  const answers = new Map<string, Set<string>>()
  for (const post of [...posts, none]) {
    for (const by of [bo, mallory]) {
      const reply = by.note('I know it', { inReplyTo: post.uri, to: [PUBLIC, ana.uri], tag })
      const vote = by.note('', { inReplyTo: post.uri, name: 'yes', content: undefined })
      const interactions = [
        by.like(post.uri),
        by.announce(post.uri),
        by.like(post.uri, { type: 'EmojiReact', content: '🔥' }),
      ]
      interactions.push(
        by.like(post.uri, { type: 'Dislike' }),
        by.create(vote),
        by.add(post.uri),
        by.undo(by.like(post.uri)),
      )
      // A reply to a post that does not exist is stored like any other post.
      if (post !== none) interactions.push(by.create(reply))
      for (const interaction of interactions) {
        await changesNothing(by, interaction)
        const { status, text } = await by.post(lagoon, interaction)
        const kind = `${by.name} ${interaction.type}`
        answers.set(kind, (answers.get(kind) ?? new Set()).add(`${status} ${text()}`))
      }
    }
  }
  for (const [kind, said] of answers) assert.equal(said.size, 1, `${kind} reveals which posts exist: ${[...said]}`)
  await world.settle()
  assert.deepEqual(await ana.notified(), [])
  for (const post of posts) {
    const { favourites_count, reblogs_count, replies_count } = await ana.view(post as (typeof posts)[0])
    assert.deepEqual([favourites_count, reblogs_count, replies_count], [0, 0, 0])
  }
})

hostile(
  'a private post is served only to its audience (case 51)',
  async ({ world, ana, bo, mallory, peer, lagoon }) => {
    const [follower, former, blocked, mentioned, requester] = [
      await peer.actor('follower'),
      await peer.actor('former'),
      await peer.actor('blocked'),
      await peer.actor('mentioned'),
      await peer.actor('requester'),
    ]
    for (const actor of [follower, former, blocked]) await actor.send(lagoon, actor.follow(ana.uri))
    await world.settle()
    await world.clock.advance('1m')
    await former.send(lagoon, former.undo(former.follow(ana.uri)))
    await ana.block(blocked.handle)
    await ana.call('PATCH', '/api/v1/accounts/update_credentials', { locked: true })
    await requester.send(lagoon, requester.follow(ana.uri))
    await world.settle()
    const post = await ana.post(`psst @${mentioned.handle}`, { visibility: 'private' })
    await world.settle()
    const headers = { accept: 'application/activity+json', host: lagoon.host }
    const read = async (path: string, by?: typeof bo, flaw?: 'signature') => {
      const { status, text } = by
        ? await by.get(`${post.uri}${path}`, flaw ? { flaw } : {})
        : await peer.send(`${post.uri}${path}`, 'GET', headers)
      return { status, text: text() }
    }
    for (const path of ['', '/activity', '/replies', '/replies?page=true', '/likes', '/shares']) {
      const absent = await peer.send(`${lagoon.origin}/ap/statuses/4711${path}`, 'GET', headers)
      for (const outsider of [undefined, bo, mallory, blocked, former, requester])
        assert.deepEqual(await read(path, outsider), { status: 404, text: absent.text() }, `${outsider?.name} ${path}`)
      assert.equal((await read(path, follower, 'signature')).status, 404, 'with a wrong signature')
      for (const entitled of [follower, mentioned])
        assert.equal((await read(path, entitled)).status, 200, `${entitled.name} ${path}`)
    }
    const { headers: answered } = await follower.get(post.uri)
    assert.match(answered['cache-control'] ?? '', /private|no-store/)
  },
)
