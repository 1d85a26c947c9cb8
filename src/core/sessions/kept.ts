import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'

/**
 * How long it is known where a person has signed in: sessions with their devices and addresses, known browsers and known
 * networks. A browser stays signed in as long as it is used once in this time.
 * @returns milliseconds since the last use
 */
export function signInRecordsKeptMs({ config }: Pick<App, 'config'>): number {
  return config.signInRecordsDays * DAY
}
