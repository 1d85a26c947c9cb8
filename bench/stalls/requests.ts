/** One request for each route, aimed at the account or post with the most rows. */
import { appRequests } from './app-requests.ts'
import type { Ask, Requests } from './ask.ts'
import { type Bed, FIRST, PASSWORD } from './bed.ts'
import { mediaRequests } from './media-requests.ts'
import { pageRequests } from './page-requests.ts'

const REMOTE = FIRST.remote + 1
const DOCUMENT = 'application/activity+json'

/** Method and path of a route → its request. `run.ts` fails if a route of the server is missing here. */
export const requests: Requests = {
  ...accountRequests(),
  ...statusRequests(),
  ...ownRequests(),
  ...publicRequests(),
  ...documentRequests(),
  ...appRequests(),
  ...mediaRequests(),
  ...pageRequests(),
}

function accountRequests(): Requests {
  const on =
    (verb: string, as: Ask['as'], idOf: (bed: Bed) => number, more: Partial<Ask> = {}) =>
    (bed: Bed) => ({
      ...{ path: `/api/v1/accounts/${idOf(bed)}${verb}`, ...more },
      ...(as && { as }),
    })
  const star = (bed: Bed) => bed.star.account.id
  const busy = () => REMOTE
  return {
    'GET /api/v1/accounts/lookup': () => ({ path: '/api/v1/accounts/lookup?acct=star' }),
    'GET /api/v1/accounts/search': () => ({ path: '/api/v1/accounts/search?q=local', as: 'star' }),
    'GET /api/v1/accounts': (bed) => ({ path: `/api/v1/accounts?id[]=${star(bed)}` }),
    'GET /api/v1/accounts/:id': on('', undefined, star),
    'GET /api/v1/accounts/:id/statuses': on('/statuses?exclude_replies=true&only_media=true', 'reader', star),
    'GET /api/v1/accounts/:id/followers': on('/followers', undefined, star),
    'GET /api/v1/accounts/:id/following': on('/following', undefined, star),
    'GET /api/v1/accounts/relationships': () => ({ path: `/api/v1/accounts/relationships?id[]=${REMOTE}`, as: 'star' }),
    'POST /api/v1/accounts/:id/follow': on('/follow', 'reader', star, { body: { notify: true } }),
    'POST /api/v1/accounts/:id/unfollow': on('/unfollow', 'reader', star, { body: {} }),
    'POST /api/v1/accounts/:id/remove_from_followers': on('/remove_from_followers', 'star', busy, { body: {} }),
    'POST /api/v1/accounts/:id/block': on('/block', 'reader', busy, { body: {} }),
    'POST /api/v1/accounts/:id/unblock': on('/unblock', 'reader', busy, { body: {} }),
    'POST /api/v1/accounts/:id/mute': on('/mute', 'reader', star, { body: {} }),
    'POST /api/v1/accounts/:id/unmute': on('/unmute', 'reader', star, { body: {} }),
    'POST /api/v1/follows': () => ({ path: '/api/v1/follows', as: 'reader', body: { uri: 'idol@idols.test' } }),
    'GET /api/v1/follow_requests': () => ({ path: '/api/v1/follow_requests', as: 'star' }),
    'POST /api/v1/follow_requests/:id/authorize': () => answerTo(FIRST.local + 1, 'authorize'),
    'POST /api/v1/follow_requests/:id/reject': () => answerTo(FIRST.local + 2, 'reject'),
    'GET /api/v1/blocks': () => ({ path: '/api/v1/blocks', as: 'star' }),
    'GET /api/v1/mutes': () => ({ path: '/api/v1/mutes', as: 'star' }),
  }
}

function answerTo(id: number, verb: string): Ask {
  return { path: `/api/v1/follow_requests/${id}/${verb}`, as: 'star', body: {} }
}

function statusRequests(): Requests {
  const on =
    (verb: string, as: Ask['as'] = 'reader', body?: Ask['body']) =>
    ({ hit }: Bed) => ({ path: `/api/v1/statuses/${hit}${verb}`, as, ...(body && { body }) })
  const act = (verb: string) => on(`/${verb}`, 'star', {})
  const actions = ['favourite', 'unfavourite', 'bookmark', 'unbookmark', 'pin', 'unpin', 'reblog', 'unreblog']
  return {
    'POST /api/v1/statuses': () => ({ path: '/api/v1/statuses', as: 'star', body: { status: 'Hello #coral' } }),
    'GET /api/v1/statuses': ({ hit }) => ({ path: `/api/v1/statuses?id[]=${hit}` }),
    'GET /api/v1/statuses/:id': on(''),
    'PUT /api/v1/statuses/:id': on('', 'star', { status: 'Hello again' }),
    'DELETE /api/v1/statuses/:id': on('', 'star'),
    'GET /api/v1/statuses/:id/context': on('/context'),
    'GET /api/v1/statuses/:id/history': on('/history'),
    'GET /api/v1/statuses/:id/source': on('/source', 'star'),
    'GET /api/v1/statuses/:id/favourited_by': on('/favourited_by'),
    'GET /api/v1/statuses/:id/reblogged_by': on('/reblogged_by'),
    ...Object.fromEntries(actions.map((verb) => [`POST /api/v1/statuses/:id/${verb}`, act(verb)])),
  }
}

/** What belongs to the user who asks. */
function ownRequests(): Requests {
  const read = (path: string, as: Ask['as'] = 'star') => [`GET ${path}`, () => ({ path, as })] as const
  const owned = ['favourites', 'bookmarks', 'notifications', 'preferences', 'tokens', 'timelines/home']
  return {
    ...Object.fromEntries(owned.map((name) => read(`/api/v1/${name}`))),
    ...Object.fromEntries([read('/api/v1/accounts/verify_credentials')]),
    'PATCH /api/v1/accounts/update_credentials': () => ({
      ...{ path: '/api/v1/accounts/update_credentials', as: 'star', body: { display_name: 'The star' } },
    }),
    'POST /api/v1/notifications/clear': () => ({ path: '/api/v1/notifications/clear', as: 'star', body: {} }),
    'GET /api/v1/notifications/:id': () => ({ path: '/api/v1/notifications/1', as: 'star' }),
    'POST /api/v1/notifications/:id/dismiss': () => ({ path: '/api/v1/notifications/1/dismiss', as: 'star', body: {} }),
    'POST /api/v1/tokens': () => ({
      ...{ path: '/api/v1/tokens', body: { username: 'reader', password: PASSWORD, name: 'x', scopes: 'read' } },
    }),
    'DELETE /api/v1/tokens/:id': () => ({ path: '/api/v1/tokens/1', as: 'star' }),
    'GET /api/v1/search': () => ({ path: '/api/v1/search?q=local', as: 'star' }),
  }
}

function publicRequests(): Requests {
  const read = (path: string) => [`GET ${path}`, () => ({ path })] as const
  const open = ['/health', '/api/v1/instance', '/api/v2/instance', '/api/v1/instance/rules', '/api/v1/instance/peers']
  return {
    ...Object.fromEntries([...open, '/api/v1/custom_emojis'].map(read)),
    'GET /api/v1/timelines/public': () => ({ path: '/api/v1/timelines/public?only_media=true', as: 'star' }),
    'GET /api/v1/timelines/tag/:tag': () => ({ path: '/api/v1/timelines/tag/coral?only_media=true', as: 'star' }),
    'GET /api/v2/search': () => ({ path: '/api/v2/search?q=peer' }),
    'POST /api/v1/accounts': () => ({
      path: '/api/v1/accounts',
      as: 'client',
      body: { username: 'signed_up', email: 'new@mail.test', password: PASSWORD, agreement: true, locale: 'en' },
    }),
  }
}

/** What other servers and browsers read. */
function documentRequests(): Requests {
  const user = (part: string) => (bed: Bed) => ({ path: `/ap/users/${bed.star.account.id}${part}`, accept: DOCUMENT })
  const post = (part: string) => (bed: Bed) => ({ path: `/ap/statuses/${bed.hit}${part}`, accept: DOCUMENT })
  const page = (path: string) => [`GET ${path}`, () => ({ path, accept: 'text/html' })] as const
  const plain = ['/.well-known/host-meta', '/.well-known/host-meta.json', '/.well-known/nodeinfo', '/nodeinfo/2.0']
  const actor = ['/actor', '/actor/outbox', '/actor/followers', '/actor/following', '/nodeinfo/2.1']
  return {
    ...Object.fromEntries([...plain, ...actor, '/', '/about', '/auth/sign-up'].map(page)),
    'GET /.well-known/webfinger': () => ({ path: '/.well-known/webfinger?resource=acct:star@localhost' }),
    'GET /ap/users/:id': user(''),
    'GET /ap/users/:id/outbox': user('/outbox?page=true'),
    'GET /ap/users/:id/followers': user('/followers?page=true'),
    'GET /ap/users/:id/followers_synchronization': (bed) => ({
      ...user('/followers_synchronization')(bed),
      isRefused: true,
    }),
    'GET /ap/users/:id/following': user('/following?page=true'),
    'GET /ap/users/:id/featured': user('/featured'),
    'GET /ap/statuses/:id': post(''),
    'GET /ap/statuses/:id/activity': post('/activity'),
    'GET /ap/statuses/:id/replies': post('/replies?page=true'),
    'GET /ap/statuses/:id/likes': post('/likes'),
    'GET /ap/statuses/:id/shares': post('/shares'),
    'GET /ap/contexts/:id': ({ hit }) => ({ path: `/ap/contexts/${hit}?page=true`, accept: DOCUMENT }),
    'GET /@:handle': () => ({ path: '/@star' }),
    'GET /@:handle/:id': ({ hit }) => ({ path: `/@star/${hit}` }),
    'GET /tags/:tag': () => ({ path: '/tags/coral' }),
    'GET /authorize_interaction': () => ({ path: '/authorize_interaction?uri=star', in: 'star' }),
  }
}
