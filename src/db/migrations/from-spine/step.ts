import type { Kysely } from 'kysely'
import type { DialectName } from '../../schema/create-table.ts'
import type { Schema } from '../../schema/read-schema.ts'

/** A part of a migration. It changes nothing in a database that has its result already. */
export type Step = (upgrade: {
  db: Kysely<unknown>
  dialect: DialectName
  /** The schema before the first step. */
  schema: Schema
}) => Promise<void>
