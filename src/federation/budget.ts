import { Declined } from '../core/errors.ts'

/** How many documents one incoming activity, or one question of a person, may make us fetch. */
export const FETCH_BUDGET = 20

/** A purse of fetches that is handed along with the work. */
export interface Budget {
  /** Throws Declined when nothing is left. */
  spend(): void
  readonly left: number
  /** The host of whoever sent the activity that this is for; undefined for our own questions. */
  readonly sender: string | undefined
  /** How many of its fetches are under way, one within the other. */
  waits: number
}

export function createBudget(fetches = FETCH_BUDGET, sender?: string): Budget {
  let left = fetches
  return {
    sender,
    waits: 0,
    get left() {
      return left
    },
    spend() {
      if (left <= 0) throw new Declined('This would need more requests to other servers than one activity is worth')
      left--
    },
  }
}
