/** What `atoll media usage` says. */
import type { App } from '../../app.ts'
import { COPY_KINDS, type CopyKind } from '../copies/kind.ts'
import { sizeOf } from '../copies/sizes.ts'

interface Usage {
  bytes: number
  count: number
}

interface MediaUsage {
  /** What users here have uploaded, the largest first. */
  uploads: ({ username: string } & Usage)[]
  copies: ({ kind: CopyKind } & Usage)[]
  /** In the storage, where equal files are one. */
  files: Usage
}

export async function mediaUsage(app: App): Promise<MediaUsage> {
  const copies: MediaUsage['copies'] = []
  for (const kind of COPY_KINDS) {
    const { bytes, entries } = await sizeOf(app, kind)
    copies.push({ kind, bytes, count: entries })
  }
  return { uploads: await uploadsByUser(app), copies, files: await storedFiles(app) }
}

async function uploadsByUser({ db }: App): Promise<MediaUsage['uploads']> {
  return db
    .selectFrom('media')
    .innerJoin('accounts', 'accounts.id', 'media.account_id')
    .select(({ fn }) => ['username', fn.sum<number>('media.bytes').as('bytes'), fn.countAll<number>().as('count')])
    .groupBy('username')
    .orderBy('bytes', 'desc')
    .execute()
}

async function storedFiles({ db }: App): Promise<Usage> {
  const { bytes, count } = await db
    .selectFrom('media_files')
    .select(({ fn }) => [fn.sum<number | null>('bytes').as('bytes'), fn.countAll<number>().as('count')])
    .executeTakeFirstOrThrow()
  return { bytes: bytes ?? 0, count }
}
