/** What a process that runs test files and the one that started it say to each other. */
import type { TestEvent } from 'node:test/reporters'

/** What is told of a test: its events as Node's runner has them, with errors as the text they print. */
export type Told = Extract<TestEvent, { type: 'test:start' | 'test:pass' | 'test:fail' | 'test:diagnostic' }>

/** To the process: run this file. */
export interface RunFile {
  /** An absolute path. */
  file: string
}

/** From the process. The event of a test named `END_OF_FILE` is the last one of a file. */
export interface FromProcess {
  event?: Told
  /** Why the test failed, as Node's runner classifies it: an error loses its properties on the way. */
  failureType?: string
  /** User and system time that the file took, told before its end. */
  cpuMs?: number
}

/**
 * The test that is added behind the last one of a file: it passes if the file could be loaded and left nothing open.
 * Tests run in the order of their registration, so when it ends all others have.
 */
export const END_OF_FILE = '(end of file)'
