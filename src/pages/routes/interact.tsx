import type { Answer } from '../../lib/http-server/answer.ts'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

const MAX_ADDRESS_LENGTH = 2_048

/** `/authorize_interaction?uri=`: where other servers send a user of this one who wants to follow or reply (E-04). */
export function interactPage(visit: Visit): Promise<Answer> {
  const { app, request } = visit
  const uri = (new URLSearchParams(request.query).get('uri') ?? '').slice(0, MAX_ADDRESS_LENGTH).replace(/^acct:/, '@')
  return respond(visit, {
    head: { title: 'Follow or reply', noindex: true },
    status: uri ? 200 : 400,
    body: uri ? (
      <>
        <h1>Almost there</h1>
        <p class="lead">Open your app on {app.uris.host} and search for this address to find the account or post.</p>
        <code class="key">{uri}</code>
      </>
    ) : (
      <>
        <h1>Nothing to follow</h1>
        <p class="lead">The other server did not name an account or post. Go back and try again.</p>
      </>
    ),
  })
}
