import type { Account } from '../../../db/tables/accounts.ts'
import type { Media } from '../../../db/tables/media.ts'
import type { Id } from '../../../lib/ids.ts'
import type { App } from '../../app.ts'
import { Invalid, NotFound } from '../../errors.ts'

/** An upload of this person, attached or not. @throws NotFound if there is none */
export async function findUpload({ db }: Pick<App, 'db'>, owner: Account, id: Id): Promise<Media> {
  const upload = await db
    .selectFrom('media')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', owner.id)
    .where('use', '=', 'attachment')
    .executeTakeFirst()
  if (!upload) throw new NotFound()
  return upload
}

/** The uploads of this person with these ids. */
export async function findUploads({ db }: Pick<App, 'db'>, owner: Account, ids: readonly Id[]): Promise<Media[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('media')
    .selectAll()
    .where('id', 'in', ids)
    .where('account_id', '=', owner.id)
    .where('use', '=', 'attachment')
    .execute()
}

/**
 * An upload of this person that is in no post.
 * @throws NotFound if there is none, Invalid with the reason if it could not be processed
 */
export async function findUnattached(app: Pick<App, 'db'>, owner: Account, id: Id): Promise<Media> {
  const upload = await findUpload(app, owner, id)
  if (upload.status_id !== null) throw new NotFound()
  if (upload.state === 'failed') throw failure(upload)
  return upload
}

/** Why an upload failed, as the error that its owner gets. */
export function failure({ problem }: Media): Invalid {
  return new Invalid(...((problem ?? ['media-damaged']) as ConstructorParameters<typeof Invalid>))
}
