/** Which test files run in which way. */
import { globSync, readFileSync } from 'node:fs'

export interface Round {
  title: string
  files: string[]
  /** For `test/world/mode.ts`. */
  env: Record<string, string>
}

export interface Wanted {
  sqlite: boolean
  /** Where the PostgreSQL is; absent: not on PostgreSQL. */
  postgres: string | undefined
  sockets: boolean
  /** A part of the file names that are wanted. */
  only: string | undefined
}

/** Files that use the world or a test app open databases. */
const USES_DATABASE = /from '[^']*\/(world\/[a-z-]+|test-app|world|scenario|scene|api-client)\.ts'/

export function planRounds({ sqlite, postgres, sockets, only }: Wanted): Round[] {
  const files = globSync('{src,test,bench,tools}/**/*.test.ts')
    .filter((file) => only === undefined || file.includes(only))
    .sort()
  const scenarios = files.filter((file) => /^test\/(scenarios|world)\//.test(file))
  const onDatabase = files.filter((file) => USES_DATABASE.test(readFileSync(file, 'utf8')))
  const rounds: Round[] = []
  if (sqlite) rounds.push({ title: 'SQLite', files, env: {} })
  if (postgres) rounds.push({ title: 'PostgreSQL', files: onDatabase, env: { WORLD_POSTGRES: postgres } })
  if (sockets) rounds.push({ title: 'sockets', files: scenarios, env: { WORLD_SOCKETS: '1' } })
  return rounds.filter((round) => round.files.length > 0)
}
