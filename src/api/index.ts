/** Every endpoint of the client API, in the order in which routes are tried. */
import { accounts } from './accounts.ts'
import { ownAccount } from './credentials.ts'
import { statusLists } from './favourites-and-bookmarks.ts'
import { follows } from './follows.ts'
import { health } from './health.ts'
import type { Endpoint } from './http/endpoint.ts'
import { instance } from './instance.ts'
import { notifications } from './notifications.ts'
import { relationships } from './relationships.ts'
import { search } from './search.ts'
import { signUp } from './sign-up.ts'
import { statusActions } from './status-actions.ts'
import { statuses } from './statuses.ts'
import { timelines } from './timelines.ts'
import { tokens } from './tokens.ts'

// Those with fixed words come before those with `:id` in the same place.
export const endpoints: readonly Endpoint[] = [
  ...timelines,
  ...ownAccount,
  ...relationships,
  ...signUp,
  ...accounts,
  ...statuses,
  ...statusActions,
  ...statusLists,
  ...follows,
  ...notifications,
  ...search,
  ...instance,
  ...tokens,
  ...health,
]
