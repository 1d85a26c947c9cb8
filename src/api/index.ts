/** Every endpoint of the client API, in the order in which routes are tried. */
import { accounts } from './accounts.ts'
import type { Endpoint } from './endpoint.ts'
import { follows } from './follows.ts'
import { health } from './health.ts'
import { instance } from './instance.ts'
import { notifications } from './notifications.ts'
import { ownAccount } from './own-account.ts'
import { relationships } from './relationships.ts'
import { search } from './search.ts'
import { signUp } from './sign-up.ts'
import { statusDeeds } from './status-deeds.ts'
import { statusLists } from './status-lists.ts'
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
  ...statusDeeds,
  ...statusLists,
  ...follows,
  ...notifications,
  ...search,
  ...instance,
  ...tokens,
  ...health,
]
