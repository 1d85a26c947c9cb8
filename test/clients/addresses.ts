/** Addresses at which each page of the list of routes shows what it has. */
import assert from 'node:assert/strict'
import { registerApp } from '../../src/core/apps/register.ts'
import { beginSecondFactor } from '../../src/core/second-factor/set-up.ts'
import { findUserByName } from '../../src/core/users/find.ts'
import { makeOneTimeLink } from '../../src/core/users/one-time-link.ts'
import { makeResetLink } from '../../src/core/users/reset-password.ts'
import { openSetupLink } from '../../src/core/users/setup-link.ts'
import { loadPages } from '../../src/pages/index.ts'
import type { Person } from '../world/person.ts'
import { picture } from '../world/photograph.ts'
import type { TestServer } from '../world/test-server.ts'
import { uploaded } from '../world/uploads.ts'
import type { World } from '../world/world.ts'

export const PASSWORD = 'lagoon lagoon'
const BACK = 'https://tide.test/back'

/** A server with something to see on every page, and `ana`, who signs in there with `PASSWORD`. */
export async function inhabit(world: World): Promise<{ lagoon: TestServer; addresses: string[] }> {
  const [lagoon, reef] = [
    await world.server('lagoon.test', { ATOLL_REGISTRATIONS: 'open' }),
    await world.server('reef.test'),
  ]
  const setup = (await openSetupLink(lagoon.app)) ?? ''
  const ana = await lagoon.user('ana', { password: PASSWORD, email: 'ana@example.org' })
  const [bo, cy] = [await reef.user('bo'), await lagoon.user('cy')]
  await ana.follow(bo)
  await bo.follow(ana)
  await world.settle()
  await ana.call('PATCH', '/api/v1/accounts/update_credentials', { locked: true, note: 'Boats. #reef' })
  const post = await ana.post('The boats are back at the #reef. See https://example.org/ @bo@reef.test', {
    spoiler_text: 'boats',
  })
  await world.settle()
  await world.clock.advance('2m')
  await ana.edit(post, 'All nine boats are back at the #reef.', { spoiler_text: 'nine boats' })
  const answer = await bo.reply(
    await bo.find(post.uri),
    'I can see them from https://reef.test/ #reef @ana@lagoon.test',
  )
  await bo.boost(await bo.find(post.uri))
  await cy.follow(ana)
  await world.settle()
  await ana.favourite(await ana.find(answer.uri))
  await ana.bookmark(post)
  const { user, account } = (await findUserByName(lagoon.app, 'ana')) ?? {}
  assert(user && account)
  const red = await uploaded(lagoon.app, account, await picture({ colour: '#a02020' }), { description: 'A red boat' })
  const blue = await uploaded(lagoon.app, account, await picture({ colour: '#2020a0' }))
  const gallery = await ana.post('Two boats', { media_ids: [String(red.id), String(blue.id)] })
  const refused = await refusedPost(world, lagoon, ana)
  const topic = await topicOfCommunity(world, ana)
  await beginSecondFactor(lagoon.app, user)
  const app = await registerApp(lagoon.app, { name: 'Tide', redirectUris: [BACK], scopes: 'read write admin:read' })
  const asked = { client_id: app.client.client_id, redirect_uri: BACK, response_type: 'code' }
  const samples: Record<string, string[]> = {
    '/setup/:token': [`/setup/${setup}`, '/setup/wrong'],
    '/auth/confirm-email/:token': [await makeOneTimeLink(lagoon.app, 'confirm-email', user, 'ana@example.org')],
    '/auth/reset/:token': [await makeResetLink(lagoon.app, user), '/auth/reset/wrong'],
    '/oauth/authorize': [`/oauth/authorize?${new URLSearchParams({ ...asked, scope: 'read write admin:read' })}`],
    '/@:handle/:id': [`/@ana/${post.id}`, `/@ana/${gallery.id}`, `/@ana/${refused.id}`, `/@lia@cay.test/${topic.id}`],
    '/@:handle/:id/media/:number': [`/@ana/${gallery.id}/media/1`, `/@ana/${gallery.id}/media/3`],
    '/compose': ['/compose', `/compose?reply=${post.id}`, `/compose?edit=${gallery.id}`],
    '/authorize_interaction': [`/authorize_interaction?uri=${encodeURIComponent(bo.uri)}`],
    '/search': ['/search', '/search?q=boats', '/search?q=%40bo%40reef.test'],
    '/@:handle': ['/@ana', '/@cy', '/@bo@reef.test', '/@cafe@cay.test', '/@nobody'],
  }
  const values: Record<string, string> = { handle: 'ana', id: post.id, tag: 'reef' }
  const { list } = (await loadPages(lagoon.app)).pages
  const addresses = list
    .filter(({ method }) => method === 'GET')
    .flatMap(({ path }) => samples[path] ?? [fillIn(path, values)])
  return { lagoon, addresses: [...addresses, '/nowhere'].map((one) => one.replace(lagoon.origin, '')) }
}

/** A post that the server of a mentioned person refuses, and one of a follower. */
async function refusedPost(world: World, lagoon: TestServer, ana: Person): Promise<{ id: string }> {
  const [forum, other] = [await world.peer('lemmy.test'), await world.peer('forum.test')]
  const [max, fan] = [await forum.actor('max'), await other.actor('fan')]
  await fan.send(lagoon, fan.follow(ana.uri))
  await world.settle()
  await ana.answer(fan.handle, 'authorize')
  forum.inboxRule = () => Response.json({ error: 'unknown', message: 'x'.repeat(300) }, { status: 400 })
  other.inboxStatus = 403
  const post = await ana.post(`@${max.handle} hello`)
  await world.settle()
  assert.equal((await ana.view(post)).refusals?.length, 2)
  return post
}

/** A link post in a community that ana has joined, with a pinned one above it and a comment below. */
async function topicOfCommunity(world: World, ana: Person): Promise<{ id: string }> {
  const server = await world.communityServer('cay.test')
  const [lia, max] = [await server.member('lia'), await server.member('max')]
  const cafe = await server.community('cafe', lia)
  await lia.pin(await lia.post(cafe, { title: 'Read this first', text: 'Be kind.' }))
  const post = await lia.post(cafe, { title: 'Nine boats', link: 'https://example.org/boats' })
  await ana.follow('cafe@cay.test')
  await world.settle()
  await max.comment(post, 'I count ten.')
  await world.settle()
  return await ana.find(post.id)
}

function fillIn(path: string, values: Record<string, string>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    assert(name in values, `Say in test/clients/addresses.ts at which address to look at ${path}.`)
    return values[name] ?? ''
  })
}
