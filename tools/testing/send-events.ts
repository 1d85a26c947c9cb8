/** The reporter of a process that runs test files. It sends each event to the parent. */
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { type Failure, wrapError } from './events.ts'
import type { FromProcess, ReportedEvent } from './messages.ts'

const REPORTED = new Set(['test:start', 'test:pass', 'test:fail', 'test:diagnostic'])
/** The closing lines of the runner, which the parent prints once for all files. */
const CLOSING = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /

/** Yields nothing, so the process prints nothing. */
export default async function* sendEvents(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (!isReported(event)) continue
    process.send?.(messageOf(event), undefined, {}, () => {})
  }
}

function isReported(event: TestEvent): event is ReportedEvent {
  return REPORTED.has(event.type) && !(event.type === 'test:diagnostic' && CLOSING.test(event.data.message))
}

function messageOf(event: ReportedEvent): FromProcess {
  if (event.type !== 'test:fail') return { event }
  const { details } = event.data
  const { failureType, cause }: Failure = details.error
  return {
    event: { ...event, data: { ...event.data, details: { ...details, error: wrapError(inspect(cause)) } } },
    failureType,
  }
}
