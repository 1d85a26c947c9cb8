/**
 * Several accounts in one browser. One session is in use, in the cookie `session`; the cookie `others` has the secrets of
 * the others. An account has at most one session in a browser.
 */
import { NotFound } from '../../core/errors.ts'
import { endSession } from '../../core/sessions/end.ts'
import { findSession, type SignedIn } from '../../core/sessions/find.ts'
import { signInRecordsKeptMs } from '../../core/sessions/kept.ts'
import { startSession } from '../../core/sessions/start.ts'
import type { User } from '../../db/tables/users.ts'
import type { Id } from '../../lib/ids.ts'
import { keepSession, type Visit } from './visit.ts'

/** Beside the one in use. Their secrets fit into one cookie. */
const MAX_OTHERS = 4
const SEPARATOR = '.'

interface Entry extends SignedIn {
  secret: string
}

/** The other accounts that are signed in, in this browser. Sessions that have ended are left out. */
export async function otherAccounts({ app, cookies, caller, visitor }: Visit): Promise<Entry[]> {
  const secrets = (cookies.get('others') ?? '').split(SEPARATOR).filter(Boolean).slice(0, MAX_OTHERS)
  const entries: Entry[] = []
  for (const secret of secrets) {
    const found = await findSession(app, secret, caller.address)
    if (found && found.user.id !== visitor?.user.id) entries.push({ ...found, secret })
  }
  return entries
}

/** Signs a user in, in this browser, beside the accounts that are signed in already. */
export async function signInHere(visit: Visit, user: User): Promise<void> {
  const { app, request, caller, cookies } = visit
  const place = { device: request.header('user-agent') ?? '', address: caller.address }
  const { secret, deviceSecret } = await startSession(app, user, { ...place, deviceSecret: cookies.get('device') })
  const before = await accountsHere(visit)
  const others = before.filter((entry) => entry.user.id !== user.id).slice(0, MAX_OTHERS)
  for (const entry of before) if (!others.includes(entry)) await endSession(app, entry.user, entry.session.id)
  keepOthers(visit, others)
  keepSession(visit, secret)
  cookies.set('device', deviceSecret, signInRecordsKeptMs(app))
}

/** Goes on with another account. @throws NotFound if it is not signed in here */
export async function switchAccount(visit: Visit, accountId: Id): Promise<void> {
  const accounts = await accountsHere(visit)
  const chosen = accounts.find(({ account }) => account.id === accountId)
  if (!chosen) throw new NotFound()
  keepOthers(
    visit,
    accounts.filter((entry) => entry !== chosen),
  )
  keepSession(visit, chosen.secret)
}

/** Signs accounts out, in this browser. If the one in use is among them, the next one follows. */
export async function signOutHere(visit: Visit, isEnding: (entry: SignedIn) => boolean): Promise<void> {
  const accounts = await accountsHere(visit)
  const [next, ...others] = accounts.filter((entry) => !isEnding(entry))
  for (const { user, session } of accounts.filter(isEnding)) await endSession(visit.app, user, session.id)
  keepOthers(visit, others)
  if (next) keepSession(visit, next.secret)
  else visit.cookies.delete('session')
}

/** The one in use first. */
async function accountsHere(visit: Visit): Promise<Entry[]> {
  const { visitor, newcomer, cookies } = visit
  const inUse = visitor ?? newcomer
  const others = await otherAccounts(visit)
  return inUse ? [{ ...inUse, secret: cookies.get('session') ?? '' }, ...others] : others
}

function keepOthers({ app, cookies }: Visit, entries: readonly Entry[]): void {
  if (entries.length > 0)
    cookies.set('others', entries.map(({ secret }) => secret).join(SEPARATOR), signInRecordsKeptMs(app))
  else if (cookies.get('others')) cookies.delete('others')
}
