/** What client apps ask for: registration, OAuth, and the confirmation of an address. */
import type { Ask, Requests } from './ask.ts'
import { type Bed, REDIRECT_URI } from './bed.ts'

export function appRequests(): Requests {
  return {
    'POST /api/v1/apps': () => ({
      path: '/api/v1/apps',
      body: { client_name: 'x', redirect_uris: REDIRECT_URI, scopes: 'read' },
    }),
    'GET /api/v1/apps/verify_credentials': () => ({ path: '/api/v1/apps/verify_credentials', as: 'client' }),
    'POST /api/v1/emails/confirmations': () => ({ path: '/api/v1/emails/confirmations', as: 'newcomer', body: {} }),
    'GET /api/v1/emails/check_confirmation': () => ({ path: '/api/v1/emails/check_confirmation', as: 'newcomer' }),
    ...oauthRequests(),
  }
}

function oauthRequests(): Requests {
  const asClient = (path: string, bodyOf: (bed: Bed) => Ask['body']) => (bed: Bed) => {
    const { app, secret: client_secret } = bed.client
    return { path, body: { client_id: app.client_id, client_secret, ...bodyOf(bed) } }
  }
  const code = ({ client }: Bed) => ({
    grant_type: 'authorization_code',
    code: client.code,
    redirect_uri: REDIRECT_URI,
  })
  const userInfo: Ask = { path: '/oauth/userinfo', as: 'star' }
  return {
    'POST /oauth/token': asClient('/oauth/token', code),
    'POST /oauth/revoke': asClient('/oauth/revoke', ({ client }) => ({ token: client.accessToken })),
    'POST /oauth/introspect': asClient('/oauth/introspect', ({ client }) => ({ token: client.refreshToken })),
    'GET /oauth/userinfo': () => userInfo,
    'POST /oauth/userinfo': () => ({ ...userInfo, body: {} }),
    'POST /oauth/register': () => ({
      path: '/oauth/register',
      body: { client_name: 'x', redirect_uris: [REDIRECT_URI], scope: 'read' },
    }),
    'GET /.well-known/oauth-authorization-server': () => ({ path: '/.well-known/oauth-authorization-server' }),
    'GET /oauth/authorize': (bed) => ({ path: consentPath(bed), in: 'star' }),
    'POST /oauth/authorize': (bed) => ({
      path: consentPath(bed),
      page: consentPath(bed),
      in: 'star',
      fields: { decision: 'allow', 'allow read': 'on' },
    }),
  }
}

function consentPath({ client }: Bed): string {
  const query = { response_type: 'code', client_id: client.app.client_id, redirect_uri: REDIRECT_URI, scope: 'read' }
  return `/oauth/authorize?${new URLSearchParams(query)}`
}
