/** What apps and browsers ask about media. The upload itself is measured by the rows `uploads` and `photographs`. */
import type { Requests } from './ask.ts'

/** One white pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg==',
  'base64',
)

export function mediaRequests(): Requests {
  const upload = (path: string) => () => ({ path, as: 'star' as const, file: PICTURE })
  const picture = (use: string) => () => ({ path: `/api/v1/profile/${use}`, as: 'star' as const })
  return {
    'POST /api/v1/media': upload('/api/v1/media'),
    'POST /api/v2/media': upload('/api/v2/media'),
    'GET /api/v1/media/:id': ({ media }) => ({ path: `/api/v1/media/${media.read}`, as: 'star' }),
    'PUT /api/v1/media/:id': ({ media }) => ({
      ...{ path: `/api/v1/media/${media.read}`, as: 'star', body: { description: 'A reef' } },
    }),
    'DELETE /api/v1/media/:id': ({ media }) => ({ path: `/api/v1/media/${media.deleted}`, as: 'star' }),
    'GET /api/v1/profile': () => ({ path: '/api/v1/profile', as: 'star' }),
    'PATCH /api/v1/profile': () => ({ path: '/api/v1/profile', as: 'star', body: { display_name: 'A star' } }),
    'DELETE /api/v1/profile/avatar': picture('avatar'),
    'DELETE /api/v1/profile/header': picture('header'),
    'GET /@:handle/:id/media/:number': ({ hit }) => ({ path: `/@star/${hit}/media/1`, in: 'star' }),
    'GET /media/:key/:name': () => ({ path: '/media/copy7/original' }),
  }
}
