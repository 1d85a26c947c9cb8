/** A fresh, migrated database for each server of each test: a copied file, or a clone made by PostgreSQL. */
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
  /** As in `ATOLL_DATABASE_URL`. */
  url: string
  drop(): Promise<void>
}

/** The name of the migrated database that the others are cloned from. */
export const TEMPLATE = 'atoll_template'
const OBJECT_IN_USE = '55006'

/** @param folder where a file may be put; it is the caller's to remove */
export async function createTestDatabase(folder: string): Promise<TestDatabase> {
  return mode.postgres === undefined ? copyFile(folder) : clone(mode.postgres)
}

/** Makes an empty database what this version expects. */
export async function migrateDatabase(url: string): Promise<void> {
  const dialect = dialectFor(url)
  const db = new Kysely<Database>({ dialect: dialect.open(url) })
  await migrate(db, dialect, 0)
  await db.destroy()
}

/** One for this process, made at first need: a test file is a process, so nothing else is shared by it. */
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

/** The same server, another database. */
export function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Runs one statement as the superuser. Two clones at one moment get in each other's way: the second waits its turn. */
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
