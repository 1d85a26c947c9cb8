/** Likes in the threads of communities. Other members' servers hear of them from the community, and ask here for proof. */
import type { App } from '../../core/app.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { parseId } from '../../lib/ids.ts'
import { findOwnLike } from '../activities/like.ts'
import { withContext } from '../objects/json-ld.ts'
import { activityAnswer, notFound } from './answer.ts'
import { readSignedActor } from './signed-actor.ts'

export function likeRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /ap/likes/:id', 'document', (routed) => showLike(app, routed))
}

async function showLike(app: App, routed: Routed<'id'>): Promise<Answer> {
  const signer = await readSignedActor(app, routed, { isPublic: true })
  if (signer instanceof Answer) return signer
  const id = parseId(routed.params.id)
  const like = id === undefined ? undefined : await findOwnLike(app, id)
  return like ? activityAnswer(app, withContext(like)) : notFound()
}
