import type { Kysely } from 'kysely'
import type { DialectName } from '../schema/create-table.ts'
import { createTables } from './0001-spine.ts'
import { upgradeSpine } from './0002-from-spine.ts'

type Migration = (db: Kysely<unknown>, dialect: DialectName) => Promise<void>

/**
 * Until the first release, this migration brings up to date whatever earlier build made the database, so it runs again
 * whenever a table or column is missing (docs/decisions/0005-first-migration.md).
 */
export const UNRELEASED = '0002-from-spine'

/** All migrations, oldest first. A name never changes, since databases store which migrations have run. */
export const migrations: Record<string, Migration> = {
  '0001-spine': createTables,
  [UNRELEASED]: upgradeSpine,
}
