/** The routes of all pages and of the files that pages need. */
import type { App } from '../core/app.ts'
import { Forbidden } from '../core/errors.ts'
import type { RatedRoutes } from '../core/rate-limits/rates.ts'
import { spend } from '../core/rate-limits/spend.ts'
import { type Answer, redirect } from '../lib/http-server/answer.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { Routes } from '../lib/http-server/routes.ts'
import { readAssets } from './http/assets.ts'
import { errorPage, notFoundPage } from './http/error-page.tsx'
import { isOwnOrReading } from './http/same-origin.ts'
import { showPage } from './http/show-page.ts'
import { aboutPage } from './routes/about.tsx'
import { accountsPage, changeAccounts } from './routes/accounts.tsx'
import { authorizePage, submitAuthorize } from './routes/authorize.tsx'
import { checkMailPage, submitCheckMail } from './routes/check-mail.tsx'
import { composePage } from './routes/compose/page.tsx'
import { submitCompose } from './routes/compose/submit.tsx'
import { confirmPage, submitConfirm } from './routes/confirm.tsx'
import { confirmEmailPage, submitConfirmEmail } from './routes/confirm-email.tsx'
import { answerFollowRequest, followRequestsPage } from './routes/follow-requests.tsx'
import { frontPage } from './routes/front.tsx'
import { homePage } from './routes/home.tsx'
import { interactPage } from './routes/interact.tsx'
import { clearPage, submitClear, submitDismiss } from './routes/notifications/dismiss.tsx'
import { mentionsPage, notificationsPage } from './routes/notifications/page.tsx'
import { actOnAccount } from './routes/profile/act.ts'
import { blockPage } from './routes/profile/block.tsx'
import { communityAddress } from './routes/profile/community-address.ts'
import { followPage, submitFollow } from './routes/profile/follow.tsx'
import { mutePage } from './routes/profile/mute.tsx'
import { followersPage, followingPage } from './routes/profile/network.tsx'
import { profilePage, repliesPage } from './routes/profile/page.tsx'
import { taggedPage } from './routes/profile/tagged.tsx'
import { localPage, networkPage } from './routes/public-timelines.tsx'
import { newPasswordPage, resetPage, submitNewPassword, submitReset } from './routes/reset.tsx'
import { bookmarksPage, likesPage } from './routes/saved-posts.tsx'
import { searchPage } from './routes/search.tsx'
import { secondFactorPage, submitSecondFactor } from './routes/second-factor.tsx'
import { setUpPage, submitSetUp } from './routes/set-up.tsx'
import { accountPage, submitAccount } from './routes/settings/account.tsx'
import { appsPage, removeApp } from './routes/settings/apps.tsx'
import { deleteAccountPage, submitDeleteAccount } from './routes/settings/delete.tsx'
import { blocksPage, mutesPage } from './routes/settings/hidden-accounts.tsx'
import { keysPage, makeKey } from './routes/settings/keys.tsx'
import { postingPage, submitPosting } from './routes/settings/posting.tsx'
import { profileSettingsPage, settingsPage, submitProfile } from './routes/settings/profile/page.tsx'
import { changeFactor, setUpFactorPage } from './routes/settings/second-factor.tsx'
import { changePassword, securityPage } from './routes/settings/security.tsx'
import { endOtherSession, sessionsPage } from './routes/settings/sessions.tsx'
import { editWebhookPage, makeWebhook, newWebhookPage, submitEditWebhook } from './routes/settings/webhooks/edit.tsx'
import { webhooksPage } from './routes/settings/webhooks/list.tsx'
import { submitWebhook, webhookPage } from './routes/settings/webhooks/page.tsx'
import { signInPage, submitSignIn, submitSignOut } from './routes/sign-in.tsx'
import { signUpPage, submitSignUp } from './routes/sign-up.tsx'
import { actOnStatus } from './routes/status/act.ts'
import { deletePage, submitDelete } from './routes/status/delete.tsx'
import { historyPage } from './routes/status/history.tsx'
import { mediaPage } from './routes/status/media.tsx'
import { statusPage } from './routes/status/page.tsx'
import { tagPage } from './routes/tag.tsx'
import { anonymous, visitOf } from './visit/visit.ts'

export function pageRoutes(app: App): RatedRoutes {
  const page = showPage(app)
  return ratedRoutes(app)
    .on('GET /', 'page', page(frontPage))
    .on('GET /home', 'page', page(homePage))
    .on('GET /local', 'page', page(localPage))
    .on('GET /network', 'page', page(networkPage))
    .on('GET /bookmarks', 'page', page(bookmarksPage))
    .on('GET /likes', 'page', page(likesPage))
    .on('GET /compose', 'page', page(composePage))
    .on('POST /compose', 'page', page(submitCompose))
    .on('GET /about', 'page', page(aboutPage))
    .on('GET /setup/:token', 'secretLink', page(setUpPage, 'token'))
    .on('POST /setup/:token', 'secretLink', page(submitSetUp, 'token'))
    .on('GET /auth/sign-in', 'page', page(signInPage))
    .on('POST /auth/sign-in', 'page', page(submitSignIn))
    .on('POST /auth/sign-out', 'page', page(submitSignOut))
    .on('GET /auth/2fa', 'page', page(secondFactorPage))
    .on('POST /auth/2fa', 'page', page(submitSecondFactor))
    .on('GET /auth/confirm', 'page', page(confirmPage))
    .on('POST /auth/confirm', 'page', page(submitConfirm))
    .on('GET /auth/accounts', 'page', page(accountsPage))
    .on('POST /auth/accounts', 'page', page(changeAccounts))
    .on('GET /auth/sign-up', 'page', page(signUpPage))
    .on('POST /auth/sign-up', 'signUp', page(submitSignUp))
    .on('GET /auth/check-mail', 'page', page(checkMailPage))
    .on('POST /auth/check-mail', 'page', page(submitCheckMail))
    .on('GET /auth/confirm-email/:token', 'secretLink', page(confirmEmailPage, 'token'))
    .on('POST /auth/confirm-email/:token', 'secretLink', page(submitConfirmEmail, 'token'))
    .on('GET /auth/reset', 'page', page(resetPage))
    .on('POST /auth/reset', 'reset', page(submitReset))
    .on('GET /auth/reset/:token', 'secretLink', page(newPasswordPage, 'token'))
    .on('POST /auth/reset/:token', 'secretLink', page(submitNewPassword, 'token'))
    .on('GET /settings', 'page', page(settingsPage))
    .on('GET /settings/account', 'page', page(accountPage))
    .on('POST /settings/account', 'page', page(submitAccount))
    .on('GET /oauth/authorize', 'page', page(authorizePage))
    .on('POST /oauth/authorize', 'page', page(submitAuthorize))
    .on('GET /.well-known/change-password', 'page', async () => redirect(302, '/settings/security'))
    .on('GET /settings/security', 'page', page(securityPage))
    .on('POST /settings/security', 'page', page(changePassword))
    .on('GET /settings/security/second-factor', 'page', page(setUpFactorPage))
    .on('POST /settings/security/second-factor', 'page', page(changeFactor))
    .on('GET /settings/keys', 'page', page(keysPage))
    .on('POST /settings/keys', 'page', page(makeKey))
    .on('GET /settings/webhooks', 'page', page(webhooksPage))
    .on('GET /settings/webhooks/new', 'page', page(newWebhookPage))
    .on('POST /settings/webhooks/new', 'page', page(makeWebhook))
    .on('GET /settings/webhooks/:id', 'page', page(webhookPage, 'id'))
    .on('POST /settings/webhooks/:id', 'page', page(submitWebhook, 'id'))
    .on('GET /settings/webhooks/:id/edit', 'page', page(editWebhookPage, 'id'))
    .on('POST /settings/webhooks/:id/edit', 'page', page(submitEditWebhook, 'id'))
    .on('GET /settings/sessions', 'page', page(sessionsPage))
    .on('POST /settings/sessions', 'page', page(endOtherSession))
    .on('GET /settings/apps', 'page', page(appsPage))
    .on('POST /settings/apps', 'page', page(removeApp))
    .on('GET /settings/profile', 'page', page(profileSettingsPage))
    .on('POST /settings/profile', 'page', page(submitProfile))
    .on('GET /settings/posting', 'page', page(postingPage))
    .on('POST /settings/posting', 'page', page(submitPosting))
    .on('GET /settings/mutes', 'page', page(mutesPage))
    .on('GET /settings/blocks', 'page', page(blocksPage))
    .on('GET /settings/delete', 'page', page(deleteAccountPage))
    .on('POST /settings/delete', 'page', page(submitDeleteAccount))
    .on('GET /notifications', 'page', page(notificationsPage))
    .on('GET /notifications/mentions', 'page', page(mentionsPage))
    .on('POST /notifications/dismiss', 'page', page(submitDismiss))
    .on('GET /notifications/clear', 'page', page(clearPage))
    .on('POST /notifications/clear', 'page', page(submitClear))
    .on('GET /follow-requests', 'page', page(followRequestsPage))
    .on('POST /follow-requests', 'page', page(answerFollowRequest))
    .on('GET /search', 'page', page(searchPage))
    .on('GET /authorize_interaction', 'page', page(interactPage))
    .on('GET /tags/:tag', 'page', page(tagPage, 'tag'))
    .on('GET /@:handle/:id', 'page', page(statusPage, 'handle', 'id'))
    .on('GET /@:handle/:id/history', 'page', page(historyPage, 'handle', 'id'))
    .on('GET /@:handle/:id/media/:number', 'page', page(mediaPage, 'handle', 'id', 'number'))
    .on('GET /@:handle/:id/delete', 'page', page(deletePage, 'handle', 'id'))
    .on('POST /@:handle/:id/delete', 'page', page(submitDelete, 'handle', 'id'))
    .on('POST /@:handle/:id/:action', 'page', page(actOnStatus, 'handle', 'id', 'action'))
    .on('GET /@:handle', 'page', page(profilePage, 'handle'))
    .on('GET /!:handle', 'page', page(communityAddress, 'handle'))
    .on('GET /@:handle/replies', 'page', page(repliesPage, 'handle'))
    .on('GET /@:handle/tagged/:tag', 'page', page(taggedPage, 'handle', 'tag'))
    .on('GET /@:handle/followers', 'page', page(followersPage, 'handle'))
    .on('GET /@:handle/following', 'page', page(followingPage, 'handle'))
    .on('GET /@:handle/follow', 'page', page(followPage, 'handle'))
    .on('POST /@:handle/follow', 'page', page(submitFollow, 'handle'))
    .on('GET /@:handle/mute', 'page', page(mutePage, 'handle'))
    .on('GET /@:handle/block', 'page', page(blockPage, 'handle'))
    .on('POST /@:handle/:action', 'page', page(actOnAccount, 'handle', 'action'))
}

/** Answers what no route knows. */
export function unknownPage(app: App) {
  return async (request: IncomingRequest, caller: Caller): Promise<Answer> => {
    try {
      spend(app, 'page', caller.network)
      return await notFoundPage(await visitOf(app, { request, caller }))
    } catch (error) {
      return errorPage(anonymous(app, { request, caller }), error)
    }
  }
}

/** Files have other security headers than pages, so they have routes of their own. */
export function assetRoutes(app: App): RatedRoutes {
  const assets = readAssets()
  return ratedRoutes(app).on('GET /assets/:name', 'file', ({ params }) => assets.get(params.name))
}

function ratedRoutes(app: App): RatedRoutes {
  return new Routes({
    admit: (rate, { request, caller }) => {
      const isWelcome = isOwnOrReading(app.config.origin, request)
      // Another site's page must not use up what its visitor may do here.
      spend(app, isWelcome ? rate : 'page', caller.network)
      if (!isWelcome) throw new Forbidden('form-from-other-site')
    },
    onError: (error, request, caller) => errorPage(anonymous(app, { request, caller }), error),
  })
}
