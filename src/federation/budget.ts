import { Declined } from '../core/errors.ts'

/** How many documents one incoming activity, or one question of a person, may make us fetch. */
export const FETCH_BUDGET = 20

/** A purse of fetches that is handed along with the work. */
export interface Budget {
  /** Throws Declined when nothing is left. */
  spend(): void
  readonly left: number
}

export function createBudget(fetches = FETCH_BUDGET): Budget {
  let left = fetches
  return {
    get left() {
      return left
    },
    spend() {
      if (left <= 0) throw new Declined('This would need more requests to other servers than one activity is worth')
      left--
    },
  }
}
