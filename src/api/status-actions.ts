/** Actions on posts: favourite, bookmark, pin and boost. */
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { bookmark, unbookmark } from '../core/interactions/bookmark.ts'
import { boost, unboost } from '../core/interactions/boost.ts'
import { favourite, unfavourite } from '../core/interactions/favourite.ts'
import { pin, unpin } from '../core/interactions/pin.ts'
import type { Account as AccountRow } from '../db/tables/accounts.ts'
import type { Id } from '../lib/ids.ts'
import { StatusEntity } from './entities/status.ts'
import { type Endpoint, endpoint, type Method } from './http/endpoint.ts'
import { visibility } from './http/form-types.ts'
import { showStatus } from './show-statuses.ts'

export const statusActionEndpoints: Endpoint[] = [
  action('POST /api/v1/statuses/:id/favourite', 'write:favourites', favourite),
  action('POST /api/v1/statuses/:id/unfavourite', 'write:favourites', unfavourite),
  action('POST /api/v1/statuses/:id/bookmark', 'write:bookmarks', bookmark),
  action('POST /api/v1/statuses/:id/unbookmark', 'write:bookmarks', unbookmark),
  action('POST /api/v1/statuses/:id/pin', 'write:accounts', pin),
  action('POST /api/v1/statuses/:id/unpin', 'write:accounts', unpin),
  endpoint(
    'POST /api/v1/statuses/:id/reblog',
    { scope: 'write:statuses', form: z.object({ visibility }), answer: StatusEntity },
    async ({ app, viewer, params, form }) => {
      const made = await boost(app, viewer.account, params.id, { visibility: form.visibility })
      return showStatus(app, viewer, made.id)
    },
  ),
  endpoint(
    'POST /api/v1/statuses/:id/unreblog',
    { scope: 'write:statuses', answer: StatusEntity, limit: 'deletes' },
    async ({ app, viewer, params }) => {
      const removed = await unboost(app, viewer.account, params.id)
      // `id` may be that of the boost itself, which no longer exists.
      return showStatus(app, viewer, removed?.boost_of_id ?? params.id)
    },
  ),
]

function action(
  route: `${Method} /${string}/:id/${string}`,
  scope: string,
  perform: (app: App, viewer: AccountRow, statusId: Id) => Promise<unknown>,
): Endpoint {
  return endpoint(route, { scope, answer: StatusEntity }, async ({ app, viewer, params }) => {
    await perform(app, viewer.account, params.id)
    return showStatus(app, viewer, params.id)
  })
}
