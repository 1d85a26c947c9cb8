/** How many tests there were, over all rounds. */
export type Counts = Record<'tests' | 'suites' | 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo', number>

/** The closing lines of Node's own test runner, once for everything. */
export function tellTotals(counts: Counts, durationMs: number): void {
  const { tests, suites, passed, failed, cancelled, skipped, todo } = counts
  const lines = { tests, suites, pass: passed, fail: failed, cancelled, skipped, todo, duration_ms: durationMs }
  for (const [name, value] of Object.entries(lines)) console.log(`ℹ ${name} ${value}`)
}
