import type { Kysely } from 'kysely'
import type { DialectName } from '../create-table.ts'
import { up as spine } from './0001-spine.ts'
import { up as outboxFacts } from './0002-outbox-facts.ts'

type Migration = (db: Kysely<unknown>, dialect: DialectName) => Promise<void>

/** Every migration, oldest first. A name never changes once it has been released. */
export const migrations: Record<string, Migration> = {
  '0001-spine': spine,
  '0002-outbox-facts': outboxFacts,
}
