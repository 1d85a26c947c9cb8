import type { Dialect } from './dialect.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

/** Chooses the dialect by the scheme of the URL: `sqlite:./data/atoll.db` or `postgres://…`. */
export function dialectFor(url: string): Dialect {
  return /^postgres(ql)?:/.test(url) ? postgres : sqlite
}
