/** Content negotiation: who asks for ActivityPub, and who for a page. */

import { wantsActivity } from '../../activitypub/media-types.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'

/** Whether a request for a page that people see is for its ActivityPub form (E-20). */
export function wantsActivityJson(request: IncomingRequest): boolean {
  return wantsActivity(request.header('accept'))
}

const PAGE = /text\/html|application\/xhtml\+xml/i
/** Asked for by tools that know no better: an ActivityPub id has nothing else to offer them. */
const ANYTHING = /application\/(?:ld\+|activity\+)?json|application\/\*|\*\/\*/i

/** How an ActivityPub id is to be answered (E-61). */
export function requestedForm(request: IncomingRequest): 'json' | 'html' | 'nothing' {
  const accept = request.header('accept')
  if (!accept || wantsActivity(accept)) return 'json'
  if (PAGE.test(accept)) return 'html'
  return ANYTHING.test(accept) ? 'json' : 'nothing'
}
