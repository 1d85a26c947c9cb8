import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import type { Answer } from '../lib/http-server/answer.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { fetchedAnswer, type Wanted } from './fetched.ts'
import { findMedium } from './find.ts'
import { lookAt } from './looks.ts'
import { forgetLostCopy } from './lost.ts'
import { storedAnswer } from './stored.ts'
import { variantIn } from './variant.ts'

/** A request for a medium. `name` is that of the file in the address. */
interface MediaRequest {
  request: IncomingRequest
  caller: Caller
  key: string
  name: string
}

/**
 * Answers with a file that is here, or with one of another server while it is fetched.
 * @throws NotFound, TooMany, MediaFailure, Unavailable or Declined
 */
export async function serveMedium(app: App, { request, caller, key, name }: MediaRequest): Promise<Answer> {
  const variant = variantIn(name)
  const medium = variant && (await findMedium(app, key))
  if (!medium) throw new NotFound()
  const stored = await storedAnswer(app, request, medium, variant)
  if (medium.remote_url === null) {
    if (!stored) throw new NotFound()
    return stored
  }
  lookAt(app, medium, stored !== undefined)
  if (stored) return stored
  const wanted = { request, caller, medium: await forgetLostCopy(app, medium), variant }
  const answer = (await fetchedAnswer(app, wanted)) ?? (await keptAnswer(app, wanted))
  if (!answer) throw new NotFound()
  return answer
}

/** The copy that has been kept since its row was read. */
async function keptAnswer(app: App, { request, medium, variant }: Wanted): Promise<Answer | undefined> {
  const now = await findMedium(app, medium.key)
  return now && storedAnswer(app, request, now, variant)
}
