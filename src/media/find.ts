import type { App } from '../core/app.ts'
import { compiled } from '../db/compiled.ts'
import { text } from '../db/tables/columns.ts'
import type { Media } from '../db/tables/media.ts'

/** 128 bits in base64url (`core/media/key.ts`). What is no key costs no query. */
const KEY = /^[\w-]{22}$/

export async function findMedium(app: App, key: string): Promise<Media | undefined> {
  if (!KEY.test(key)) return undefined
  return (await mediumByKey(app, { key }))[0]
}

const mediumByKey = compiled({ key: text() }, (db, { key }) =>
  db.selectFrom('media').selectAll().where('key', '=', key),
)
