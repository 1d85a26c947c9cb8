/** The stage between loading statuses and rendering them: rules that decide which of them a viewer gets. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { maySee, type VisibilityFacts } from '../policy/visible.ts'

/** The input of a rule. Rules do not query the database; everything they need is loaded for all statuses at once. */
export interface RuleInput {
  /** The requested statuses, and those they boost. */
  statuses: ReadonlyMap<Id, Status>
  facts: VisibilityFacts
  /** Undefined for the public. */
  viewer: Account | undefined
}

/** `hide` leaves out the status and boosts of it. */
type ViewVerdict = 'show' | 'hide'
type ViewRule = (status: Status, input: RuleInput) => ViewVerdict

const isVisible: ViewRule = (status, { facts, viewer }) => (maySee(facts, viewer, status) ? 'show' : 'hide')

/** Applied in this order. The first rule that hides a status decides. */
const RULES: readonly ViewRule[] = [isVisible]

/** @returns the ids of the statuses that no rule hides */
export function applyRules(input: RuleInput): ReadonlySet<Id> {
  const shown = new Set<Id>()
  for (const status of input.statuses.values())
    if (RULES.every((rule) => rule(status, input) === 'show')) shown.add(status.id)
  return shown
}
