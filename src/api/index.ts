/** All endpoints of the client API. Their order does not matter: the most specific path wins. */
import { accountEndpoints } from './accounts.ts'
import { appEndpoints } from './apps.ts'
import { credentialEndpoints } from './credentials.ts'
import { emailEndpoints } from './emails.ts'
import { favouriteAndBookmarkEndpoints } from './favourites-and-bookmarks.ts'
import { followEndpoints } from './follows.ts'
import { healthEndpoints } from './health.ts'
import type { Endpoint } from './http/endpoint.ts'
import { instanceEndpoints } from './instance.ts'
import { mediaEndpoints } from './media.ts'
import { notificationEndpoints } from './notifications.ts'
import { oauthEndpoints } from './oauth.ts'
import { profileEndpoints } from './profile.ts'
import { relationshipEndpoints } from './relationships.ts'
import { searchEndpoints } from './search.ts'
import { signUpEndpoints } from './sign-up.ts'
import { statusActionEndpoints } from './status-actions.ts'
import { statusEndpoints } from './statuses.ts'
import { timelineEndpoints } from './timelines.ts'
import { tokenEndpoints } from './tokens.ts'
import { webhookEndpoints } from './webhooks.ts'

export const endpoints: readonly Endpoint[] = [
  ...accountEndpoints,
  ...appEndpoints,
  ...credentialEndpoints,
  ...emailEndpoints,
  ...favouriteAndBookmarkEndpoints,
  ...followEndpoints,
  ...healthEndpoints,
  ...instanceEndpoints,
  ...mediaEndpoints,
  ...notificationEndpoints,
  ...oauthEndpoints,
  ...profileEndpoints,
  ...relationshipEndpoints,
  ...searchEndpoints,
  ...signUpEndpoints,
  ...statusActionEndpoints,
  ...statusEndpoints,
  ...timelineEndpoints,
  ...tokenEndpoints,
  ...webhookEndpoints,
]
