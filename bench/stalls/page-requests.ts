/** What people do in a browser. The accounts with the most rows are signed in. */
import type { Ask, Requests } from './ask.ts'
import { type Bed, FIRST, PASSWORD } from './bed.ts'

type Whose = NonNullable<Ask['in']>

export function pageRequests(): Requests {
  return { ...timelinePages(), ...statusPages(), ...profilePages(), ...entrancePages(), ...settingsPages() }
}

const read = (path: string, whose: Whose = 'star') => [`GET ${path}`, () => ({ path, in: whose })] as const
const submit = (path: string, fields: Record<string, string>, whose: Whose = 'star') =>
  [`POST ${path}`, () => ({ path, fields, in: whose })] as const

function timelinePages(): Requests {
  const own = ['/home', '/local', '/network', '/bookmarks', '/likes', '/compose', '/follow-requests']
  const notices = ['/notifications', '/notifications/mentions', '/notifications/clear']
  return {
    ...Object.fromEntries(own.map((path) => read(path))),
    ...Object.fromEntries(notices.map((path) => read(path, 'reader'))),
    ...Object.fromEntries([
      submit('/compose', { text: 'Hello #coral', visibility: 'public' }),
      submit('/notifications/dismiss', { ids: String(FIRST.other + 1) }, 'reader'),
      submit('/notifications/clear', {}, 'reader'),
      submit('/follow-requests', { account: String(FIRST.local + 3), decision: 'accept' }),
    ]),
    'GET /search': () => ({ path: '/search?q=local', in: 'star' }),
  }
}

function statusPages(): Requests {
  const on = (part: string) => (bed: Bed) => ({ path: `/@star/${bed.hit}${part}`, in: 'star' as const })
  return {
    'GET /@:handle/:id/history': on('/history'),
    'GET /@:handle/:id/delete': on('/delete'),
    'POST /@:handle/:id/delete': ({ quiet }) => ({ path: `/@star/${quiet}/delete`, in: 'star', fields: {} }),
    'POST /@:handle/:id/:action': (bed) => ({ ...on('/like')(bed), fields: {} }),
  }
}

function profilePages(): Requests {
  const parts = ['replies', 'followers', 'following', 'follow', 'mute', 'block']
  const page = (part: string) => [`GET /@:handle/${part}`, () => ({ path: `/@star/${part}`, in: 'reader' })] as const
  return {
    ...Object.fromEntries(parts.map(page)),
    'POST /@:handle/follow': () => ({ path: '/@star/follow', in: 'reader', fields: {} }),
    'POST /@:handle/:action': () => ({ path: '/@star/block', in: 'reader', fields: {} }),
  }
}

/** Signing in and out, and the links in letters. */
function entrancePages(): Requests {
  const person = { username: 'visitor', email: 'visitor@mail.test', password: PASSWORD, agreement: 'on' }
  const link = (kind: 'confirm' | 'reset', path: string) => (bed: Bed) => ({
    ...{ path: `/auth/${path}/${bed.links[kind]}`, in: 'guest' as const },
  })
  const [confirm, reset] = [link('confirm', 'confirm-email'), link('reset', 'reset')]
  return {
    ...Object.fromEntries(['/auth/sign-in', '/auth/reset'].map((path) => read(path, 'guest'))),
    ...Object.fromEntries([read('/auth/accounts'), read('/auth/confirm'), read('/auth/check-mail', 'newcomer')]),
    ...Object.fromEntries([
      submit('/auth/sign-up', person, 'guest'),
      submit('/auth/sign-in', { login: 'reader', password: PASSWORD }, 'guest'),
      submit('/auth/sign-out', {}, 'guest'),
      submit('/auth/confirm', { password: PASSWORD }, 'leaver'),
      submit('/auth/check-mail', {}, 'newcomer'),
      submit('/auth/reset', { email: 'reader@mail.test' }, 'guest'),
    ]),
    'POST /auth/accounts': ({ star }) => ({
      ...{ path: '/auth/accounts', in: 'star', fields: { switch: String(star.account.id) } },
    }),
    'GET /auth/confirm-email/:token': confirm,
    'POST /auth/confirm-email/:token': (bed) => ({ ...confirm(bed), fields: {} }),
    'GET /auth/reset/:token': reset,
    'POST /auth/reset/:token': (bed) => ({ ...reset(bed), fields: { password: `${PASSWORD} 2` } }),
    ...refusedPages(),
  }
}

/** These read one row by its key, so their cost cannot grow with the rows. */
function refusedPages(): Requests {
  const refused = (path: string): Ask => ({ path, in: 'guest', isRefused: true })
  const [factor, setUp] = [refused('/auth/2fa'), refused('/setup/unknown')]
  return {
    'GET /auth/2fa': () => factor,
    'POST /auth/2fa': () => ({ ...factor, fields: { code: '123456' } }),
    'GET /setup/:token': () => setUp,
    'POST /setup/:token': () => ({ ...setUp, fields: { password: PASSWORD } }),
  }
}

/** The leaver changes the login, because the other scenarios need those of the others. */
function settingsPages(): Requests {
  const parts = ['account', 'security', 'security/second-factor', 'keys', 'sessions', 'apps', 'profile', 'posting']
  const lists = ['mutes', 'blocks', 'delete']
  const settings = [
    '/settings',
    '/.well-known/change-password',
    ...[...parts, ...lists].map((part) => `/settings/${part}`),
  ]
  return {
    ...Object.fromEntries(settings.map((path) => read(path))),
    ...Object.fromEntries([
      submit('/settings/account', { email: 'left@mail.test' }, 'leaver'),
      submit('/settings/security', { password: PASSWORD }, 'leaver'),
      submit('/settings/security/second-factor', { action: 'begin' }, 'leaver'),
      submit('/settings/keys', { name: 'x', 'allow read': 'on', days: '30' }, 'leaver'),
      submit('/settings/sessions', { all: 'on' }, 'leaver'),
      submit('/settings/profile', { display_name: 'The star' }),
      submit('/settings/posting', { visibility: 'public' }),
      submit('/settings/delete', { username: 'leaver', password: PASSWORD }, 'leaver'),
    ]),
    'POST /settings/apps': ({ client }) => ({
      ...{ path: '/settings/apps', in: 'star', fields: { app: String(client.app.id) } },
    }),
  }
}
