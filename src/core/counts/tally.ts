import type { Id } from '../../lib/ids.ts'

/** How often each id occurs, in the order of the ids, so that two transactions never wait for each other. */
export function tally(ids: readonly Id[]): [id: Id, count: number][] {
  const counts = new Map<Id, number>()
  for (const id of ids.toSorted((a, b) => a - b)) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts]
}
