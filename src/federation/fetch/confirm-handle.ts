/** Finds out which handle an actor has, and who else has it (C17, R-38). */
import { hostOf } from '../../activitypub/uris.ts'
import { confirmHandle } from '../../activitypub/webfinger.ts'
import { acctKey, hasKey, sharedKey } from '../../core/accounts/acct.ts'
import type { HandleClaim } from '../../core/accounts/claim-handle.ts'
import type { App } from '../../core/app.ts'
import { AtollError, Declined, Gone, NotFound } from '../../core/errors.ts'
import { isNotDeletedSql } from '../../core/policy/active.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { type IncomingPerson, parsePerson } from '../objects/parse-person.ts'
import { type Budget, fetchWithin } from './budget.ts'
import { fetchRemote } from './document.ts'

interface OwnHandle {
  /** The host of the handle. */
  domain: string
  handle: HandleClaim
}

/**
 * Confirms the handle through WebFinger. If the server has no WebFinger or does not answer, the account is stored with
 * an unconfirmed handle.
 * @param known the account as it is stored
 * @throws Declined if WebFinger names only other actors, and the account is new (case 41)
 */
export async function handleOf(
  app: App,
  person: IncomingPerson,
  known: Account | undefined,
  budget: Budget,
): Promise<OwnHandle> {
  if (known?.domain != null && isFresh(app, known, person)) return unconfirmed(known.domain)
  const actor = { uri: person.uri, preferredUsername: person.username, webfinger: person.webfinger }
  const answer = await confirmHandle(fetchWithin(app, budget), actor, {
    allowHttp: app.config.allowPrivateAddresses,
  })
  if (answer.kind === 'confirmed' && acctKey(answer.handle.username, null) === acctKey(person.username, null)) {
    const domain = answer.handle.host
    const others = answer.others.map(({ uri, type }) => ({ uri, isCommunity: type === 'Group' }))
    return { domain, handle: { confirmed: true, ...(await settleClaim(app, { ...person, domain }, others, budget)) } }
  }
  if (answer.kind === 'refused' && !known)
    throw new Declined('handle-unconfirmed', { uri: person.uri, reason: answer.reason })
  return unconfirmed(known?.domain ?? (hostOf(person.uri) as string))
}

function unconfirmed(domain: string): OwnHandle {
  return { domain, handle: { confirmed: false } }
}

/**
 * A handle that WebFinger has confirmed is not checked again for a while. That of a community always is: a person may
 * have got the same name, and then `name@host` means the person.
 */
function isFresh(app: App, known: Account, person: IncomingPerson): boolean {
  if (isCommunity(known)) return false
  const since = app.clock.now() - (known.fetched_at ?? 0)
  return since < app.config.cacheHandleDays * DAY && hasKey(known, acctKey(person.username, known.domain))
}

/** Another actor that WebFinger names for the handle. */
interface Other {
  uri: string
  isCommunity: boolean
}

type Claimant = Pick<Account, 'uri' | 'username' | 'domain' | 'actor_type'>

/**
 * Who else has the handle. An account that has it here keeps it as long as its own address says so, whatever WebFinger
 * says: otherwise the posts and follows of one would seem to be those of the other.
 */
async function settleClaim(
  app: App,
  claimant: Claimant,
  others: readonly Other[],
  budget: Budget,
): Promise<Pick<HandleClaim, 'isShared' | 'releasedBy'>> {
  const releasedBy: Id[] = []
  let isShared = others.some((other) => !other.isCommunity)
  for (const holder of await findHolders(app, claimant)) {
    const stays = others.some(({ uri }) => uri === holder.uri) || (await stillHasName(app, holder, budget))
    if (!stays) releasedBy.push(holder.id)
    else if (!isCommunity(holder)) isShared = true
  }
  return { isShared, releasedBy }
}

/** The accounts, two at most, whose handle the claimant could take. A person takes none from a community. */
async function findHolders(app: App, claimant: Claimant): Promise<Account[]> {
  const key = acctKey(claimant.username, claimant.domain)
  const holders = await app.db
    .selectFrom('accounts')
    .selectAll()
    .where('acct_key', 'in', isCommunity(claimant) ? [key, sharedKey(key)] : [key])
    .where('uri', '!=', claimant.uri)
    .where(isNotDeletedSql('accounts'))
    .execute()
  return holders.filter((holder) => isCommunity(claimant) || !isCommunity(holder))
}

/** Whether an actor's address still serves it with its name. Nobody loses a handle because a server does not answer. */
async function stillHasName(app: App, { uri, username }: Account, budget: Budget): Promise<boolean> {
  try {
    const { id, json } = await fetchRemote(app, uri, { budget })
    return id === uri && acctKey(parsePerson(json).username, null) === acctKey(username, null)
  } catch (error) {
    if (error instanceof Gone || error instanceof NotFound) return false
    if (error instanceof AtollError) return true
    throw error
  }
}
