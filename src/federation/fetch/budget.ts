import { Declined } from '../../core/errors.ts'
import type { SafeFetch } from '../../lib/http/outgoing.ts'

/**
 * How many requests one incoming activity or one look-up by a user may cause. An unknown account costs two: the
 * actor document, and the WebFinger query that confirms its handle.
 */
export const FETCH_BUDGET = 40

/** A limit on fetches, passed along with the work that may need them. */
export interface Budget {
  /** Uses up one fetch. @throws Declined if none is left */
  spend(): void
  readonly left: number
  /** The host that sent the activity; undefined for look-ups by a local user or job. */
  readonly sender: string | undefined
  /** How many nested fetches of this budget are running, each started by the one before. */
  nested: number
}

export function createBudget(fetches = FETCH_BUDGET, sender?: string): Budget {
  let left = fetches
  return {
    sender,
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

/** Wraps `fetch` so that each request counts against the budget. */
export function withBudget(budget: Budget, fetch: SafeFetch): SafeFetch {
  return async (request) => {
    budget.spend()
    return fetch(request)
  }
}
