import type { Kysely } from 'kysely'
import type { DialectName } from '../schema/create-table.ts'
import { createTables } from './0001-spine.ts'
import { upgradeSpine } from './0002-from-spine.ts'

type Migration = (db: Kysely<unknown>, dialect: DialectName) => Promise<void>

/** Every migration, oldest first. A name never changes: databases remember which of them have run. */
export const migrations: Record<string, Migration> = {
  '0001-spine': createTables,
  '0002-from-spine': upgradeSpine,
}
