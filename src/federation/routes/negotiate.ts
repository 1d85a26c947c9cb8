/** Content negotiation: whether a request wants ActivityPub or a web page. */

import { wantsActivity } from '../../activitypub/media-types.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'

/** Whether a request for the address of a web page wants its ActivityPub document instead (E-20). */
export function wantsActivityJson(request: IncomingRequest): boolean {
  return wantsActivity(request.header('accept'))
}

const PAGE = /text\/html|application\/xhtml\+xml/i
/** Sent by generic HTTP tools. An ActivityPub id answers them with its document. */
const ANYTHING = /application\/(?:ld\+|activity\+)?json|application\/\*|\*\/\*/i

/** The form in which a request wants an ActivityPub id answered (E-61). */
export function requestedForm(request: IncomingRequest): 'json' | 'html' | 'nothing' {
  const accept = request.header('accept')
  if (!accept || wantsActivity(accept)) return 'json'
  if (PAGE.test(accept)) return 'html'
  return ANYTHING.test(accept) ? 'json' : 'nothing'
}
