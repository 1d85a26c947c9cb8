import type { App } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { SECOND } from '../../lib/durations.ts'
import type { SafeFetch } from '../../lib/http/outgoing.ts'
import { type Cause, fetchFor } from './cause.ts'

/**
 * How many requests one incoming activity or one look-up by a user may cause. An unknown account costs two: the
 * actor document, and the WebFinger query that confirms its handle.
 */
export const FETCH_BUDGET = 40

/** How long one look-up by a user may wait for other servers in all, with every redirect, WebFinger and mention. */
const LOOK_UP_MS = 30 * SECOND

/** A limit on fetches, passed along with the work that may need them. */
export interface Budget {
  /** Uses up one fetch. @throws Declined if none is left */
  spend(): void
  readonly left: number
  /** Who caused the work. */
  readonly cause: Cause
  /** The work needs a permit, because it holds one of the workers of received activities while it fetches. */
  readonly needsPermit: boolean
  /** How many nested fetches of this budget are running, each started by the one before. */
  nested: number
  /** Aborted when the time is up. From then on, every request fails as if its server did not answer. */
  readonly signal?: AbortSignal
}

interface BudgetOptions {
  fetches?: number
  cause: Cause
  needsPermit?: boolean
}

export function createBudget(options: BudgetOptions): Budget {
  const { fetches = FETCH_BUDGET, cause, needsPermit = false } = options
  let left = fetches
  return {
    cause,
    needsPermit,
    nested: 0,
    get left() {
      return left
    },
    spend() {
      if (left <= 0) throw new Declined('fetch-budget-spent')
      left--
    },
  }
}

interface LookUp extends Partial<Pick<BudgetOptions, 'cause' | 'fetches'>> {
  /** When it ends, in milliseconds. */
  withinMs?: number
}

/** Runs a look-up with a budget of its own. */
export async function withLookUpBudget<T>(
  { clock }: Pick<App, 'clock'>,
  { cause = { kind: 'us' }, fetches = FETCH_BUDGET, withinMs = LOOK_UP_MS }: LookUp,
  work: (budget: Budget) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const cancel = clock.timer(withinMs, () =>
    ending.abort(new DOMException('The look-up took too long.', 'TimeoutError')),
  )
  try {
    const budget = createBudget({ cause, fetches })
    return await work(Object.assign(budget, { signal: ending.signal }))
  } finally {
    cancel()
  }
}

/**
 * Wraps `fetch` so that each fetch counts against the budget and ends with it, and each request that leaves counts
 * against its cause.
 */
export function fetchWithin(app: App, budget: Budget, fetch: SafeFetch = app.fetch): SafeFetch {
  const send = fetchFor(app, budget.cause, fetch)
  return async (request) => {
    budget.spend()
    return send({ ...request, signal: budget.signal })
  }
}
