/** The stage between loading statuses and rendering them: what one viewer gets of what was loaded. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { type Audience, maySee } from '../policy/visible.ts'

/** All that a rule may look at. Rules ask the database nothing: what one needs is loaded for all statuses at once. */
export interface RuleInput {
  /** Those asked for, and what they boost. */
  statuses: ReadonlyMap<Id, Status>
  audience: Audience
  /** Undefined for the public. */
  viewer: Account | undefined
}

/** `hide`: the status is left out, and so is a boost of it. */
type ViewVerdict = 'show' | 'hide'
type ViewRule = (status: Status, input: RuleInput) => ViewVerdict

const isVisible: ViewRule = (status, { audience, viewer }) => (maySee(audience, viewer, status) ? 'show' : 'hide')

/** In this order; the first that hides a status decides. */
const RULES: readonly ViewRule[] = [isVisible]

/** @returns the ids of the statuses that no rule hides */
export function applyRules(input: RuleInput): ReadonlySet<Id> {
  const shown = new Set<Id>()
  for (const status of input.statuses.values())
    if (RULES.every((rule) => rule(status, input) === 'show')) shown.add(status.id)
  return shown
}
