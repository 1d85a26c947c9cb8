/** Accounts of GoToSocial, Misskey and Sharkey may ask that visitors, who are not signed in, do not see their posts. */
import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'
import { type FollowedPeer, followedPeer } from './followed-peer.ts'

const GTS = { hidesToPublicFromUnauthedWeb: true, hidesCcPublicFromUnauthedWeb: true }
const MISSKEY = { _misskey_requireSigninToViewContents: true }

interface Shown {
  public: boolean
  unlisted: boolean
}

/** Looks for both posts everywhere a visitor can look. */
async function shownTo({ lagoon, ana, bo }: FollowedPeer, isMember: boolean): Promise<Record<string, Shown>> {
  const get = async (path: string) =>
    isMember
      ? JSON.stringify((await ana.api('GET', path)).body)
      : (await lagoon.fetch(new Request(lagoon.origin + path))).text()
  const { id } = await ana.findAccount(bo.handle)
  const posts = await ana.statusesOf({ id })
  const [open, unlisted] = ['public', 'unlisted'].map((name) => posts.find((post) => post.visibility === name))
  assert.ok(open && unlisted)
  const boost = (await ana.statusesOf(ana)).find(({ reblog }) => reblog?.id === open.id)
  assert.ok(boost)
  const places = {
    account: `/api/v1/accounts/${id}/statuses`,
    pinned: `/api/v1/accounts/${id}/statuses?pinned=true`,
    booster: `/api/v1/accounts/${ana.account.id}/statuses`,
    boosterPage: '/@ana',
    public: '/api/v1/timelines/public?limit=40',
    tag: '/api/v1/timelines/tag/sea',
    search: `/api/v2/search?q=${encodeURIComponent(open.uri)}`,
    batch: `/api/v1/statuses?id[]=${open.id}&id[]=${unlisted.id}&id[]=${boost.id}`,
    status: `/api/v1/statuses/${open.id}`,
    unlisted: `/api/v1/statuses/${unlisted.id}`,
    context: `/api/v1/statuses/${open.id}/context`,
    history: `/api/v1/statuses/${unlisted.id}/history`,
    boost: `/api/v1/statuses/${boost.id}`,
    page: `/@bo@mastodon.test/${open.id}`,
    unlistedPage: `/@bo@mastodon.test/${unlisted.id}`,
    tagPage: '/tags/sea',
    network: '/network',
    front: '/',
  }
  const found: Record<string, Shown> = {}
  for (const [name, path] of Object.entries(places)) {
    const text = await get(path)
    found[name] = { public: /open waters/.test(text), unlisted: /quiet waters/.test(text) }
  }
  return found
}

async function scene(scene: FollowedPeer, changes: Record<string, unknown>): Promise<void> {
  const { ana, bo, peer, send } = scene
  bo.changes = { ...bo.changes, ...changes, updated: '2026-11-26T10:00:00Z' }
  await send(bo.update(bo.document))
  const tag = [{ type: 'Hashtag', name: '#sea', href: `${peer.origin}/tags/sea` }]
  const open = bo.note('open waters', { tag })
  const featured = bo.document.featured as string
  const quiet = bo.note('quiet waters', {
    to: [bo.followers],
    cc: ['https://www.w3.org/ns/activitystreams#Public'],
    tag,
  })
  peer.serve(featured, { id: featured, type: 'OrderedCollection', orderedItems: [open.id, quiet.id] })
  await send(bo.create(open), bo.create(quiet), bo.add(open.id))
  await ana.interact(await ana.find(open.id), 'reblog')
}

const anywhere = (found: Record<string, Shown>, kind: keyof Shown) =>
  Object.keys(found).filter((place) => found[place]?.[kind])

const FULL = Object.fromEntries(
  Object.entries(GTS).map(([term, value]) => [`https://gotosocial.org/ns#${term}`, value]),
)

for (const [server, changes] of Object.entries({ GoToSocial: GTS, 'GoToSocial in full terms': FULL, Misskey: MISSKEY }))
  scenario(`${server}: posts that ask for it are nowhere for visitors, and everywhere for members`, async (world) => {
    const made = await followedPeer(world)
    await scene(made, changes)
    const visitors = await shownTo(made, false)
    assert.deepEqual([anywhere(visitors, 'public'), anywhere(visitors, 'unlisted')], [[], []])
    const members = await shownTo(made, true)
    for (const place of ['account', 'booster', 'public', 'tag', 'search', 'batch', 'status', 'boost'])
      assert.ok(members[place]?.public, place)
    assert.ok(members.unlisted?.unlisted)
  })

scenario('an account may hide only its unlisted posts, as GoToSocial does by default', async (world) => {
  const made = await followedPeer(world)
  await scene(made, { hidesToPublicFromUnauthedWeb: false, hidesCcPublicFromUnauthedWeb: true })
  const visitors = await shownTo(made, false)
  assert.deepEqual(anywhere(visitors, 'unlisted'), [])
  for (const place of ['account', 'pinned', 'booster', 'boosterPage', 'public', 'tag', 'batch', 'status', 'boost'])
    assert.ok(visitors[place]?.public, place)
})

scenario('pages of public timelines are full, whatever is hidden from visitors', async (world) => {
  const made = await followedPeer(world)
  const { lagoon, ana, bo, send } = made
  for (let n = 0; n < 3; n++) await ana.post(`post ${n} #sea`)
  bo.changes = { ...GTS, updated: '2026-11-26T10:00:00Z' }
  await send(bo.update(bo.document))
  for (let n = 0; n < 3; n++) await send(bo.create(bo.note(`hidden ${n}`)))
  const get = async (path: string) => (await (await lagoon.fetch(new Request(lagoon.origin + path))).json()).length
  assert.equal(await get('/api/v1/timelines/public?limit=3'), 3)
})
