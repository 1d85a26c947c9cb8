/** Which test files run in which way. */
import { globSync } from 'node:fs'
import { reaches } from './reaches.ts'

/** One way of running the tests: on this database, over these sockets. */
export interface Mode {
  title: string
  /** For `test/world/mode.ts`. */
  env: Record<string, string>
}

/** One file in one mode. */
export interface Job {
  file: string
  mode: Mode
  /** Needs a process of its own, beside those that run everything else. */
  apart: boolean
}

export interface Wanted {
  sqlite: boolean
  /** Where the PostgreSQL is; absent: not on PostgreSQL. */
  postgres: string | undefined
  sockets: boolean
  /** A part of the file names that are wanted. */
  only: string | undefined
}

/** They start servers as processes, or Fedify with its own globals, and wait for them more than they compute. */
const APART = /^test\/(crash|fedify)\/|^src\/cli\/serve\.test/
/** A file that does not reach this one opens no database of a mode, so it runs once. */
const DATABASES = 'test/world/databases.ts'
const OVER_SOCKETS = /^test\/(scenarios|world)\//

export function planJobs({ sqlite, postgres, sockets, only }: Wanted): Job[] {
  const files = globSync('{src,test,bench,tools}/**/*.test.{ts,tsx}')
    .filter((file) => only === undefined || file.includes(only))
    .sort()
  const onDatabase = files.filter((file) => reaches(file, DATABASES))
  const jobs: Job[] = []
  const add = (mode: Mode, some: string[]) => {
    for (const file of some) jobs.push({ file, mode, apart: APART.test(file) })
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
