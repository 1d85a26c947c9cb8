/** Content negotiation: who asks for ActivityPub, and who for a page. */
import { wantsActivity } from '../../activitypub/media-types.ts'

/** Whether a request for a page that people see is for its ActivityPub form (E-20). */
export function wantsActivityJson(request: Request): boolean {
  return wantsActivity(request.headers.get('accept'))
}

const PAGE = /text\/html|application\/xhtml\+xml/i
/** Asked for by tools that know no better: an ActivityPub id has nothing else to offer them. */
const ANYTHING = /application\/(?:ld\+|activity\+)?json|application\/\*|\*\/\*/i

/** How an ActivityPub id is to be answered (E-61). */
export function formWanted(request: Request): 'json' | 'html' | 'nothing' {
  const accept = request.headers.get('accept')
  if (!accept || wantsActivity(accept)) return 'json'
  if (PAGE.test(accept)) return 'html'
  return ANYTHING.test(accept) ? 'json' : 'nothing'
}
