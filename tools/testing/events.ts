/** Events of Node's test runner, with what a run of several files and modes adds to them. */
import { resolve } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { Told } from './messages.ts'

/** Says in which mode a test ran, and in which file: a scenario is registered by a file that many share. */
export function titled(event: Told, file: string, title: string): TestEvent {
  if (event.type === 'test:diagnostic' || event.data.nesting > 0) return event
  const path = resolve(file)
  const place = event.data.file === path ? {} : { file: path, line: 1, column: 1 }
  return { ...event, data: { ...event.data, ...place, name: `${event.data.name} (${title})` } } as TestEvent
}

/** A file that fails as a whole. */
export function failureOf(file: string, title: string, problem: string): TestEvent {
  const error = wrapError(problem)
  const place = { file: resolve(file), line: 1, column: 1, nesting: 0, testNumber: 0 }
  return {
    type: 'test:fail',
    data: { name: `${file} (${title})`, ...place, details: { duration_ms: 0, error } },
  } as TestEvent
}

/** Why a test has failed, as Node's runner tells it. */
export interface Failure extends Error {
  cause: unknown
  failureType?: string
}

/** A text as Node's reporters expect an error: as the cause of a wrapper. */
export function wrapError(text: string, failureType = 'testCodeFailure'): Failure {
  const cause = { [inspect.custom]: () => text }
  return Object.assign(new Error(text), { cause, code: 'ERR_TEST_FAILURE', failureType })
}
