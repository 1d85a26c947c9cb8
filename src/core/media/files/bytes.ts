import { compiled } from '../../../db/compiled.ts'
import { list } from '../../../db/query-parameters.ts'
import { text } from '../../../db/tables/columns.ts'
import type { Reader } from '../../app.ts'

/** The length in bytes of the file that is served for each of these media. Those without a file are left out. */
export async function loadFileBytes(app: Reader, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const rows = await findBytes(app, { keys })
  return new Map(rows.map(({ key, bytes }) => [key, bytes]))
}

const findBytes = compiled({ keys: list(text()) }, (db, { keys }) =>
  db
    .selectFrom('media')
    .innerJoin('media_files', 'media_files.hash', 'media.file')
    .select(['media.key', 'media_files.bytes'])
    .where('media.key', 'in', keys),
)
