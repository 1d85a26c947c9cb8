/** The buttons about an account: `POST /@name/follow`, `POST /@name@host/unmute` and the others. */
import { findAccountByAcct } from '../../../core/accounts/find.ts'
import type { App } from '../../../core/app.ts'
import { NotFound } from '../../../core/errors.ts'
import { removeFollower } from '../../../core/relationships/answer.ts'
import { block, unblock } from '../../../core/relationships/block.ts'
import { follow } from '../../../core/relationships/follow.ts'
import { mute, unmute } from '../../../core/relationships/mute.ts'
import { unfollow } from '../../../core/relationships/unfollow.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import { SECOND } from '../../../lib/durations.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { pagesOf } from '../../components/person.tsx'
import { backFrom } from '../../http/back.ts'
import { readForm } from '../../http/form.ts'
import { leadTo } from '../../http/respond.tsx'
import { requireSender, type Visit } from '../../visit/visit.ts'

type Fields = Record<string, string>
type Action = (app: App, actor: Account, target: Account, fields: Fields) => Promise<unknown>

const ACTIONS = new Map<string, Action>([
  ['follow', (app, actor, target, fields) => follow(app, actor, target, followOptions(fields))],
  ['unfollow', (app, actor, target) => unfollow(app, actor, target)],
  ['remove-follower', (app, actor, target) => removeFollower(app, actor, target)],
  ['mute', (app, actor, target, fields) => mute(app, actor, target, muteOptions(fields))],
  ['unmute', unmute],
  ['block', (app, actor, target) => block(app, actor, target)],
  ['unblock', (app, actor, target) => unblock(app, actor, target)],
])

/** Sent twice, an action does nothing the second time. It leads back to where the person was. */
export async function actOnAccount(visit: Visit, acct: string, name: string): Promise<Answer> {
  const { account } = requireSender(visit)
  const fields = await readForm(visit)
  const action = ACTIONS.get(name)
  if (!action) throw new NotFound()
  const target = await findAccountByAcct(visit.app, acct)
  if (!target) throw new NotFound('account-hidden')
  await action(visit.app, account, target, fields)
  return leadTo(visit, backFrom(fields, pagesOf(target)))
}

/** The button sends none; the form with the options marks itself, since an unticked box sends nothing. */
function followOptions({ options, boosts, notify }: Fields) {
  return options === undefined ? {} : { showsBoosts: boosts === 'on', notifies: notify === 'on' }
}

function muteOptions({ notifications, seconds = '' }: Fields) {
  return { notifications: notifications === 'on', durationMs: /^\d{1,9}$/.test(seconds) ? Number(seconds) * SECOND : 0 }
}
