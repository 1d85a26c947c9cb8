/** The reporter of a process that runs test files: tells its parent what happens. */
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { type Failure, wrapError } from './events.ts'
import type { FromProcess, Told } from './messages.ts'

const TOLD = new Set(['test:start', 'test:pass', 'test:fail', 'test:diagnostic'])
/** The runner's own closing lines: they are told once for all files together. */
const CLOSING = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /

/** Prints nothing itself. */
export default async function* sendEvents(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (!isTold(event)) continue
    process.send?.(messageOf(event), undefined, {}, () => {})
  }
}

function isTold(event: TestEvent): event is Told {
  return TOLD.has(event.type) && !(event.type === 'test:diagnostic' && CLOSING.test(event.data.message))
}

function messageOf(event: Told): FromProcess {
  if (event.type !== 'test:fail') return { event }
  const { details } = event.data
  const { failureType, cause }: Failure = details.error
  return {
    event: { ...event, data: { ...event.data, details: { ...details, error: wrapError(inspect(cause)) } } },
    failureType,
  }
}
