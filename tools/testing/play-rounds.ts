/** Runs rounds of tests one after the other with Node's test runner, as one report. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec, type TestEvent } from 'node:test/reporters'
import { MINUTE } from '../../src/lib/durations.ts'
import type { Counts } from './counts.ts'
import type { Round } from './plan-rounds.ts'

/** A test that takes longer hangs. */
const FILE_TIMEOUT_MS = 3 * MINUTE
/** Files at once: one for each core that the workplace has. */
const CONCURRENCY = 2
/** The runner's own closing lines, told for all rounds together. */
const CLOSING = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /

export interface PlayOptions {
  /** Added to. */
  counts: Counts
  /** For every round. */
  env: Record<string, string>
  signal: AbortSignal
}

/** Prints as it goes. */
export async function playRounds(rounds: Round[], options: PlayOptions): Promise<void> {
  await pipeline(Readable.from(eventsOf(rounds, options)), new spec(), process.stdout, { end: false })
}

async function* eventsOf(rounds: Round[], { counts, env, signal }: PlayOptions): AsyncGenerator<TestEvent> {
  for (const round of rounds) {
    const events = run({
      files: round.files,
      concurrency: CONCURRENCY,
      timeout: FILE_TIMEOUT_MS,
      env: { ...process.env, ...env, ...round.env },
      signal,
    })
    for await (const event of events as AsyncIterable<TestEvent>) {
      if (event.type === 'test:summary' && event.data.file === undefined) add(counts, event.data.counts)
      else if (!isClosing(event)) yield titled(event, round.title)
    }
  }
}

function add(counts: Counts, more: Partial<Counts>): void {
  for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] += more[name] ?? 0
}

function isClosing(event: TestEvent): boolean {
  return event.type === 'test:diagnostic' && event.data.nesting === 0 && CLOSING.test(event.data.message)
}

/** Says in which round a test ran. */
function titled(event: TestEvent, title: string): TestEvent {
  if (event.type !== 'test:pass' && event.type !== 'test:fail' && event.type !== 'test:start') return event
  if (event.data.nesting > 0) return event
  return { ...event, data: { ...event.data, name: `${event.data.name} (${title})` } } as TestEvent
}
