import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from './config.ts'
import { createLog } from './lib/log.ts'
import { createServer } from './server.ts'

test('a server stops cleanly although the database fails it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-server-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const lines: string[] = []
  const log = createLog({ level: 'warn', stream: { write: (line) => void lines.push(line) } })
  const server = await createServer(loadConfig({ env: { ATOLL_DATA: folder, ATOLL_PORT: '4998' } }), { log })
  await server.app.db.schema.dropTable('id_leases').execute()
  await server.stop()
  assert.match(lines.join(''), /could not give back the id lease/)
  await assert.rejects(server.app.db.selectFrom('users').selectAll().execute())
})
