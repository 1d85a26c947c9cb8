/**
 * Tests every reading route with every visibility and every kind of viewer. A viewer who may not see a post finds no
 * trace of it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '../../src/api/index.ts'
import type { Id } from '../../src/lib/ids.ts'
import { type Answer, type Api, type Client, createApi } from './api-client.ts'

const VISIBILITIES = ['public', 'unlisted', 'private', 'direct'] as const
type Visibility = (typeof VISIBILITIES)[number]
const VIEWERS = [
  'anonymous',
  'unrelated',
  'follower',
  'exFollower',
  'requester',
  'mentioned',
  'blocked',
  'author',
] as const
type Viewer = (typeof VIEWERS)[number]

const EVERYBODY = VIEWERS.filter((viewer) => viewer !== 'blocked')
const MAY_SEE: Record<Visibility, readonly Viewer[]> = {
  public: EVERYBODY,
  unlisted: EVERYBODY,
  private: ['follower', 'mentioned', 'author'],
  direct: ['mentioned', 'author'],
}
const SECRET = 'kelp4711'

async function populate(api: Api) {
  const names = VIEWERS.filter((name) => name !== 'anonymous')
  const people = new Map<string, Client>()
  for (const name of names) people.set(name, await api.person(name.toLowerCase()))
  const who = (name: Viewer) => people.get(name) as Client
  const author = who('author')
  const path = `/api/v1/accounts/${author.account.id}`
  await who('follower').post(`${path}/follow`)
  await who('exFollower').post(`${path}/follow`)
  await who('blocked').post(`${path}/follow`)
  await author.call('PATCH', '/api/v1/accounts/update_credentials', { locked: true })
  await who('requester').post(`${path}/follow`)
  await who('exFollower').post(`${path}/unfollow`)
  await author.post(`/api/v1/accounts/${who('blocked').account.id}/block`)
  return { who, author }
}

for (const visibility of VISIBILITIES) {
  test(`${visibility} posts are readable only by their audience, on every route`, async () => {
    await using api = await createApi()
    const { who, author } = await populate(api)
    const parent = (await author.post('/api/v1/statuses', { status: 'root', visibility: 'public' })).body
    // The tag of a public post is no secret, not even from a blocked viewer.
    const tag = visibility === 'public' ? 'open' : `${SECRET}tag`
    const form = { status: `${SECRET} @mentioned #${tag}`, visibility, in_reply_to_id: parent.id }
    const post = (await author.post('/api/v1/statuses', form)).body
    await author.post(`/api/v1/statuses/${post.id}/favourite`)
    await author.post(`/api/v1/statuses/${post.id}/bookmark`)
    await author.post(`/api/v1/statuses/${post.id}/pin`)
    for (const viewer of VIEWERS) {
      const get = (path: string): Promise<Answer> =>
        viewer === 'anonymous' ? api.call('GET', path) : who(viewer).get(path)
      const may = MAY_SEE[visibility].includes(viewer)
      assert.equal((await get(`/api/v1/statuses/${post.id}`)).status, may ? 200 : 404, viewer)
      if (may) continue
      for (const path of readingPaths({ tag, status: post.id, parent: parent.id, author: author.account.id })) {
        const { status, body } = await get(path)
        assert(status < 500, `${viewer} ${path}: ${status}`)
        assert(!JSON.stringify(body).includes(SECRET), `${viewer} sees the post at ${path}`)
      }
    }
  })
}

/** Every GET route, with each id that it might accept. */
function readingPaths(ids: { tag: string; status: string; parent: string; author: Id }): string[] {
  const query = `q=${SECRET}&acct=author&id[]=${ids.status}&pinned=true`
  return endpoints
    .filter(({ method }) => method === 'GET')
    .flatMap(({ path }) =>
      [ids.status, ids.parent, ids.author].flatMap((id) => {
        const filled = path.replace(':id', String(id)).replace(':tag', ids.tag)
        return [filled, `${filled}?${query}`.replace('&pinned=true', ''), `${filled}?${query}`]
      }),
    )
    .filter((path, i, all) => all.indexOf(path) === i && !path.includes('/api/v1/accounts/verify_credentials'))
}
