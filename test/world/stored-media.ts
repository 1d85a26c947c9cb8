import { buffer } from 'node:stream/consumers'
import type { App } from '../../src/core/app.ts'

/** What is stored under one of our addresses of media. */
export async function storedBytes(app: App, url: string): Promise<Buffer> {
  const [, , key = '', name = ''] = new URL(url).pathname.split('/')
  const { file, preview } = await app.db
    .selectFrom('media')
    .select(['file', 'preview'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  const opened = await app.storage.open(String(name.startsWith('original') ? file : preview))
  if (!opened) throw new Error(`Nothing is stored for ${url}.`)
  return buffer(opened.stream)
}

/** The names of all files in the storage. */
export async function storedNames(app: App): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of app.storage.list()) names.push(name)
  return names
}
