import type { Kysely } from 'kysely'
import type { DialectName } from '../../schema/create-table.ts'
import type { Schema } from '../../schema/read-schema.ts'

/** A part of a migration. It does nothing to a database that has what it brings. */
export type Step = (upgrade: {
  db: Kysely<unknown>
  dialect: DialectName
  /** As it was before the first step. */
  schema: Schema
}) => Promise<void>
