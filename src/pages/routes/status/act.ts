/** The buttons below a post: `POST /@name/ID/like` and the others. */
import type { App } from '../../../core/app.ts'
import { NotFound } from '../../../core/errors.ts'
import { bookmark, unbookmark } from '../../../core/interactions/bookmark.ts'
import { boost, unboost } from '../../../core/interactions/boost.ts'
import { favourite, unfavourite } from '../../../core/interactions/favourite.ts'
import { spend } from '../../../core/rate-limits/spend.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { type Id, parseId } from '../../../lib/ids.ts'
import { backFrom } from '../../http/back.ts'
import { readForm } from '../../http/form.ts'
import { leadTo } from '../../http/respond.tsx'
import { requireSender, type Visit } from '../../visit/visit.ts'

type Action = (app: App, actor: Account, statusId: Id) => Promise<unknown>

const ACTIONS = new Map<string, Action>([
  ['boost', boost],
  ['unboost', unboostCounted],
  ['like', favourite],
  ['unlike', unfavourite],
  ['bookmark', bookmark],
  ['unbookmark', unbookmark],
])

/** Sent twice, an action does nothing the second time. It leads back to the post, where the person was. */
export async function actOnStatus(visit: Visit, _handle: string, text: string, name: string): Promise<Answer> {
  const { account } = requireSender(visit)
  const fields = await readForm(visit)
  const action = ACTIONS.get(name)
  if (!action) throw new NotFound()
  const id = parseId(text)
  if (id === undefined) throw new NotFound('no-visible-post')
  await action(visit.app, account, id).catch(explain)
  return leadTo(visit, backFrom(fields, '/home'))
}

function explain(error: unknown): never {
  throw error instanceof NotFound ? new NotFound('no-visible-post') : error
}

/** Other servers hear of each, as of a deletion. */
function unboostCounted(app: App, actor: Account, statusId: Id): Promise<unknown> {
  spend(app, 'deletes', String(actor.id))
  return unboost(app, actor, statusId)
}
