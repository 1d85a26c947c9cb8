import pino from 'pino'
import { escapeControls } from './escape-controls.ts'
import { prettyLine } from './log-pretty.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** One entry: the facts first, then a sentence. An `Error` goes under the key `err`. */
interface Entry {
  (facts: object, sentence?: string): void
  (sentence: string): void
}

/**
 * Structured log. error: the administrator must act; warn: a peer misbehaved; info: an action took place; debug:
 * details.
 */
export interface Log {
  error: Entry
  warn: Entry
  info: Entry
  debug: Entry
  /** A log that adds these facts, such as a request id, to each line. */
  child(facts: Record<string, unknown>): Log
}

interface LogOptions {
  level: LogLevel
  /** Where lines are written. Standard output when absent. */
  stream?: { write(line: string): void }
  /** Write lines for a terminal instead of JSON. */
  pretty?: boolean
}

/** A log that writes one JSON line per entry, with every control character escaped. */
export function createLog({ level, stream, pretty = false }: LogOptions): Log {
  const out = stream ?? pino.destination({ dest: 1, sync: true })
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        streamWrite: (line) => {
          const safe = escapeControls(line)
          return pretty ? prettyLine(safe) : safe
        },
      },
    },
    out,
  )
}
