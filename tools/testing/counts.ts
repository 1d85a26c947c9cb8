/** The number of tests and their results, over all files and modes. */
import type { TestEvent } from 'node:test/reporters'
import type { Failure } from './events.ts'

export type Counts = Record<'tests' | 'suites' | 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo', number>

/** The failure types of tests that did not run to their end. */
const CANCELLED = new Set(['cancelledByParent', 'testAborted', 'testTimeoutFailure'])

export function zeroCounts(): Counts {
  return { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 }
}

/** Counts the end of a test as Node's runner does. */
export function count(counts: Counts, event: TestEvent): void {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return
  if (event.data.details.type === 'suite') {
    counts.suites += 1
    return
  }
  counts.tests += 1
  counts[resultOf(event)] += 1
}

function resultOf(event: TestEvent & { type: 'test:pass' | 'test:fail' }): keyof Counts {
  const { skip, todo } = event.data
  if (skip !== undefined && skip !== false) return 'skipped'
  if (todo !== undefined && todo !== false) return 'todo'
  if (event.type === 'test:pass') return 'passed'
  const { failureType }: Failure = event.data.details.error
  return CANCELLED.has(failureType ?? '') ? 'cancelled' : 'failed'
}

/** Prints the closing lines of Node's own test runner, once for all files. */
export function printTotals(counts: Counts, durationMs: number): void {
  const { tests, suites, passed, failed, cancelled, skipped, todo } = counts
  const lines = { tests, suites, pass: passed, fail: failed, cancelled, skipped, todo, duration_ms: durationMs }
  for (const [name, value] of Object.entries(lines)) console.log(`ℹ ${name} ${value}`)
}
