/** Events of Node's test runner, extended for a run of several files and modes. */
import { resolve } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { ReportedEvent } from './messages.ts'

/**
 * Adds to a test's event the mode and the file it ran in. A scenario is registered by a file that many test files
 * share.
 */
export function titled(event: ReportedEvent, file: string, title: string): TestEvent {
  if (event.type === 'test:diagnostic' || event.data.nesting > 0) return event
  const path = resolve(file)
  const place = event.data.file === path ? {} : { file: path, line: 1, column: 1 }
  return { ...event, data: { ...event.data, ...place, name: `${event.data.name} (${title})` } } as TestEvent
}

/** The failure of a whole file. */
export function failureOf(file: string, title: string, problem: string): TestEvent {
  const error = wrapError(problem)
  const place = { file: resolve(file), line: 1, column: 1, nesting: 0, testNumber: 0 }
  return {
    type: 'test:fail',
    data: { name: `${file} (${title})`, ...place, details: { duration_ms: 0, error } },
  } as TestEvent
}

/** The error of a failed test, as Node's runner reports it. */
export interface Failure extends Error {
  cause: unknown
  failureType?: string
}

/** Wraps a text as Node's reporters expect an error: as the cause of another one. */
export function wrapError(text: string, failureType = 'testCodeFailure'): Failure {
  const cause = { [inspect.custom]: () => text }
  return Object.assign(new Error(text), { cause, code: 'ERR_TEST_FAILURE', failureType })
}
