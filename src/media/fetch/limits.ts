import type { App } from '../../core/app.ts'
import { MB } from '../../lib/bytes.ts'

/** The largest file of another server that is kept. */
export function maxCopyBytes({ config }: Pick<App, 'config'>): number {
  return config.remoteMediaSize * MB
}
