/** Actions between two accounts. Each returns the viewer's relationship to the other account. */
import { z } from 'zod'
import { requireAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import type { Page } from '../core/page.ts'
import { acceptFollow, rejectFollow, removeFollower } from '../core/relationships/answer.ts'
import { block, unblock } from '../core/relationships/block.ts'
import { type Listed, listBlocks, listFollowRequests, listMutes } from '../core/relationships/find.ts'
import { follow } from '../core/relationships/follow.ts'
import { mute, unmute } from '../core/relationships/mute.ts'
import { unfollow } from '../core/relationships/unfollow.ts'
import { loadRelationships } from '../core/relationships/view.ts'
import { refuseProblems } from '../core/users/validate.ts'
import type { Account as AccountRow } from '../db/tables/accounts.ts'
import { DAY, SECOND } from '../lib/durations.ts'
import { AccountEntity } from './entities/account.ts'
import { MutedAccountEntity } from './entities/muted-account.ts'
import { RelationshipEntity, renderRelationship } from './entities/relationship.ts'
import { type Endpoint, endpoint, type Method } from './http/endpoint.ts'
import { ids, optionalFlag, optionalList, optionalText, wholeNumber } from './http/form-types.ts'
import { ACCOUNTS_PAGE } from './http/paging.ts'
import { unsupportedProblems } from './http/unsupported.ts'
import { showAccountPage, showMutedPage } from './show-accounts.ts'
import { showRelationship } from './show-relationship.ts'

/** No language code is longer. */
const MAX_LANGUAGE = 100

const FollowForm = z.object({
  reblogs: optionalFlag,
  notify: optionalFlag,
  languages: optionalList(optionalText(MAX_LANGUAGE)),
})
/** `duration` is in seconds; 0 means that the mute does not expire. */
const MuteForm = z.object({ notifications: optionalFlag, duration: wholeNumber(0, (100 * 365 * DAY) / SECOND) })

export const relationshipEndpoints: Endpoint[] = [
  endpoint(
    'GET /api/v1/accounts/relationships',
    { scope: 'read:follows', form: z.object({ id: ids }), answer: z.array(RelationshipEntity) },
    async ({ app, viewer, form }) =>
      (await loadRelationships(app, viewer.account, form.id)).map((view) => renderRelationship(view)),
  ),
  endpoint(
    'POST /api/v1/accounts/:id/follow',
    { scope: 'write:follows', form: FollowForm, answer: RelationshipEntity },
    async ({ app, viewer, params, form }) => {
      refuseProblems(unsupportedProblems({ languages: form.languages }))
      const options = { showsBoosts: form.reblogs, notifies: form.notify }
      await follow(app, viewer.account, await requireAccount(app, params.id), options)
      return showRelationship(app, viewer.account, params.id)
    },
  ),
  endpoint(
    'POST /api/v1/accounts/:id/mute',
    { scope: 'write:mutes', form: MuteForm, answer: RelationshipEntity },
    async ({ app, viewer, params, form }) => {
      const options = { notifications: form.notifications, durationMs: (form.duration ?? 0) * SECOND }
      await mute(app, viewer.account, await requireAccount(app, params.id), options)
      return showRelationship(app, viewer.account, params.id)
    },
  ),
  action('POST /api/v1/accounts/:id/unfollow', 'write:follows', unfollow),
  action('POST /api/v1/accounts/:id/remove_from_followers', 'write:follows', removeFollower),
  action('POST /api/v1/accounts/:id/block', 'write:blocks', block),
  action('POST /api/v1/accounts/:id/unblock', 'write:blocks', unblock),
  action('POST /api/v1/accounts/:id/unmute', 'write:mutes', unmute),
  action('POST /api/v1/follow_requests/:id/authorize', 'write:follows', acceptFollow),
  action('POST /api/v1/follow_requests/:id/reject', 'write:follows', rejectFollow),
  list('GET /api/v1/follow_requests', 'read:follows', listFollowRequests),
  list('GET /api/v1/blocks', 'read:blocks', listBlocks),
  endpoint(
    'GET /api/v1/mutes',
    { scope: 'read:mutes', answer: z.array(MutedAccountEntity), page: ACCOUNTS_PAGE },
    async ({ app, viewer, page }) => showMutedPage(app, await listMutes(app, viewer.account, page), page),
  ),
]

function action(
  route: `${Method} /${string}/:id/${string}`,
  scope: string,
  perform: (app: App, viewer: AccountRow, other: AccountRow) => Promise<unknown>,
): Endpoint {
  return endpoint(route, { scope, answer: RelationshipEntity }, async ({ app, viewer, params }) => {
    await perform(app, viewer.account, await requireAccount(app, params.id))
    return showRelationship(app, viewer.account, params.id)
  })
}

function list(
  route: `${Method} /${string}`,
  scope: string,
  find: (app: App, account: AccountRow, page: Page) => Promise<Listed[]>,
): Endpoint {
  return endpoint(
    route,
    { scope, answer: z.array(AccountEntity), page: ACCOUNTS_PAGE },
    async ({ app, viewer, page }) => {
      return showAccountPage(app, await find(app, viewer.account, page), page)
    },
  )
}
