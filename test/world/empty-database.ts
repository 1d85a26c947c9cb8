/** A database without tables, for tests of migrations. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { command, type TestDatabase, withDatabase } from './databases.ts'
import { mode } from './mode.ts'

/** @param folder where to put a SQLite file; the caller removes it */
export async function createEmptyDatabase(folder: string): Promise<TestDatabase> {
  const name = `atoll_${randomBytes(8).toString('hex')}`
  const { postgres } = mode
  if (postgres === undefined) return { url: `sqlite:${join(folder, `${name}.db`)}`, drop: async () => {} }
  await command(postgres, `create database ${name}`)
  return {
    url: withDatabase(postgres, name),
    drop: () => command(postgres, `drop database if exists ${name} with (force)`),
  }
}
