import { Declined } from '../../core/errors.ts'
import type { SafeFetch } from '../../lib/http/outgoing.ts'

/**
 * How many requests one incoming activity, or one question of a person, may make us send. A stranger costs two:
 * the actor, and the WebFinger that confirms its handle.
 */
export const FETCH_BUDGET = 40

/** A purse of fetches that is handed along with the work. */
export interface Budget {
  /** Throws Declined when nothing is left. */
  spend(): void
  readonly left: number
  /** The host of whoever sent the activity that this is for; undefined for our own questions. */
  readonly sender: string | undefined
  /** How many of its fetches are under way, one within the other. */
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

/** The way out, for which each request is paid. */
export function withBudget(budget: Budget, fetch: SafeFetch): SafeFetch {
  return async (request) => {
    budget.spend()
    return fetch(request)
  }
}
