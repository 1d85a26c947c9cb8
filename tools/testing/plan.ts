/** Plans which test files run in which modes. */
import { globSync } from 'node:fs'
import { reaches } from './reaches.ts'

/** One way to run the tests: on which database, and whether over sockets. */
export interface Mode {
  title: string
  /** The environment that `test/world/mode.ts` reads. */
  env: Record<string, string>
}

/** One file in one mode. */
export interface Job {
  file: string
  mode: Mode
  /** Whether the file needs a process of its own. */
  isolated: boolean
}

export interface Wanted {
  sqlite: boolean
  /** The URL of a PostgreSQL; if absent, nothing runs on PostgreSQL. */
  postgres: string | undefined
  sockets: boolean
  /** Only files whose path contains this text. */
  only: string | undefined
}

/** These start servers or a browser as processes, or use Fedify's globals, and wait more than they compute. */
const ISOLATED = /^test\/(clients|crash|fedify|processes)\/|^src\/cli\/serve\.test/
/** A file that does not load this module uses no database, so it runs only once. */
const DATABASES = 'test/world/databases.ts'
/** What a browser shows is the same on both. */
const IN_BROWSER = /^test\/clients\//
const OVER_SOCKETS = /^test\/(scenarios|world)\//

export function planJobs({ sqlite, postgres, sockets, only }: Wanted): Job[] {
  const files = globSync('{src,test,bench,tools}/**/*.test.{ts,tsx}')
    .filter((file) => only === undefined || file.includes(only))
    .sort()
  const onDatabase = files.filter((file) => reaches(file, DATABASES) && !IN_BROWSER.test(file))
  const jobs: Job[] = []
  const add = (mode: Mode, some: string[]) => {
    for (const file of some) jobs.push({ file, mode, isolated: ISOLATED.test(file) })
  }
  if (sqlite) add({ title: 'SQLite', env: {} }, files)
  if (postgres) add({ title: 'PostgreSQL', env: { WORLD_POSTGRES: postgres } }, onDatabase)
  if (sockets)
    add(
      { title: 'sockets', env: { WORLD_SOCKETS: '1' } },
      files.filter((file) => OVER_SOCKETS.test(file)),
    )
  return jobs
}
