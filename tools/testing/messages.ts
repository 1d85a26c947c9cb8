/** The messages between a process that runs test files and its parent. */
import type { TestEvent } from 'node:test/reporters'

/** The reported events of a test, as Node's runner emits them. Errors are replaced by the text they print. */
export type ReportedEvent = Extract<TestEvent, { type: 'test:start' | 'test:pass' | 'test:fail' | 'test:diagnostic' }>

/** To the process: run this file. */
export interface RunFile {
  /** An absolute path. */
  file: string
}

/** From the process. The event of a test named `END_OF_FILE` is the last one of a file. */
export interface FromProcess {
  event?: ReportedEvent
  /**
   * Why the test failed, as Node's runner classifies it. Sent separately, because an error loses its properties in
   * transit.
   */
  failureType?: string
  /** The CPU time (user and system) of the file. */
  cpuMs?: number
}

/**
 * The name of the test that is added after the last one of a file. It passes if the file could be loaded and left
 * nothing open. Tests run in the order of their registration, so all others have ended when it runs.
 */
export const END_OF_FILE = '(end of file)'
