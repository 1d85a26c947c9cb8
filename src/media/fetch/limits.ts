import type { App } from '../../core/app.ts'

const MB = 1_048_576

/** The largest file of another server that is kept. */
export function maxCopyBytes({ config }: Pick<App, 'config'>): number {
  return config.remoteMediaSize * MB
}
