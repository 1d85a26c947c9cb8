/**
 * A fresh, migrated database for each server of each test: a copied SQLite file, or a PostgreSQL database made from a
 * template.
 */
import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import pg from 'pg'
import { dialectFor } from '../../src/db/dialects/dialect-for.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Database } from '../../src/db/tables/index.ts'
import { mode } from './mode.ts'

export interface TestDatabase {
  /** In the form of `ATOLL_DATABASE_URL`. */
  url: string
  drop(): Promise<void>
}

/** The name of the migrated database that the others are cloned from. */
export const TEMPLATE = 'atoll_template'
const OBJECT_IN_USE = '55006'

/** @param folder where to put a SQLite file; the caller removes it */
export async function createTestDatabase(folder: string): Promise<TestDatabase> {
  return mode.postgres === undefined ? copyFile(folder) : clone(mode.postgres)
}

/** Migrates an empty database to the current schema. */
export async function migrateDatabase(url: string): Promise<void> {
  const dialect = dialectFor(url)
  const db = new Kysely<Database>({ dialect: dialect.open(url) })
  await migrate(db, dialect, 0)
  await db.destroy()
}

/** One per process, made on first use. Test files that run in one process share it. */
let template: Promise<string> | undefined

async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-template-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'template.db')
  await migrateDatabase(`sqlite:${path}`)
  return path
}

async function copyFile(folder: string): Promise<TestDatabase> {
  template ??= makeTemplate()
  const path = join(folder, `${randomBytes(6).toString('hex')}.db`)
  copyFileSync(await template, path)
  return { url: `sqlite:${path}`, drop: async () => {} }
}

async function clone(server: string): Promise<TestDatabase> {
  const name = `atoll_${randomBytes(8).toString('hex')}`
  await command(server, `create database ${name} template ${TEMPLATE}`)
  return {
    url: withDatabase(server, name),
    drop: () => command(server, `drop database if exists ${name} with (force)`),
  }
}

/** The URL of another database on the same server. */
export function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/**
 * Runs one statement as the superuser. PostgreSQL refuses two clones of a template at once, so the second one retries.
 */
export async function command(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    for (let tries = 0; ; tries++) {
      try {
        await client.query(statement)
        return
      } catch (error) {
        if (tries === 50 || (error as { code?: string }).code !== OBJECT_IN_USE) throw error
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  } finally {
    await client.end()
  }
}
