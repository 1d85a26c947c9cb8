/** Every endpoint of the client API, in the order in which routes are tried. */
import { accountEndpoints } from './accounts.ts'
import { credentialEndpoints } from './credentials.ts'
import { favouriteAndBookmarkEndpoints } from './favourites-and-bookmarks.ts'
import { followEndpoints } from './follows.ts'
import { healthEndpoints } from './health.ts'
import type { Endpoint } from './http/endpoint.ts'
import { instanceEndpoints } from './instance.ts'
import { notificationEndpoints } from './notifications.ts'
import { relationshipEndpoints } from './relationships.ts'
import { searchEndpoints } from './search.ts'
import { signUpEndpoints } from './sign-up.ts'
import { statusActionEndpoints } from './status-actions.ts'
import { statusEndpoints } from './statuses.ts'
import { timelineEndpoints } from './timelines.ts'
import { tokenEndpoints } from './tokens.ts'

// Those with fixed words come before those with `:id` in the same place.
export const endpoints: readonly Endpoint[] = [
  ...timelineEndpoints,
  ...credentialEndpoints,
  ...relationshipEndpoints,
  ...signUpEndpoints,
  ...accountEndpoints,
  ...statusEndpoints,
  ...statusActionEndpoints,
  ...favouriteAndBookmarkEndpoints,
  ...followEndpoints,
  ...notificationEndpoints,
  ...searchEndpoints,
  ...instanceEndpoints,
  ...tokenEndpoints,
  ...healthEndpoints,
]
