/** Puts pictures into a local profile and takes them out of it. */
import type { Account, NewAccount } from '../../db/tables/accounts.ts'
import type { Media } from '../../db/tables/media.ts'
import type { Tx } from '../app.ts'
import { holdFile } from '../media/files/references.ts'
import { newMediaKey } from '../media/key.ts'
import { removeMedia } from '../media/rows/remove.ts'
import { type MadePicture, type MadePictures, PROFILE_PICTURES, type ProfilePicture } from './make-pictures.ts'

export type Descriptions = Partial<Pick<NewAccount, 'avatar_description' | 'header_description'>>

/**
 * Stores new pictures and removes those that they replace. The same picture again changes nothing. A description belongs
 * to its picture, so it goes with it unless another one is given.
 * @param account as it is in this transaction, which must hold its lock
 * @returns the columns of the account that change
 */
export async function replacePictures(
  tx: Tx,
  account: Account,
  made: MadePictures,
  given: Descriptions,
): Promise<Partial<NewAccount>> {
  const changes: Record<string, string | null> = {}
  for (const name of PROFILE_PICTURES) {
    const picture = made[name]
    if (picture === undefined) continue
    const former = await findPicture(tx, account, name)
    if (picture && former?.file === picture.file.hash && former.preview === picture.still.hash) continue
    changes[`${name}_key`] = picture && (await storePicture(tx, account, name, picture))
    if (former || !picture) changes[`${name}_description`] = (picture && given[`${name}_description`]) ?? ''
    if (former) await removeMedia(tx, former)
  }
  return changes
}

/** Removes the pictures of an account that is being deleted. */
export async function removePictures(tx: Tx, account: PictureKeys): Promise<void> {
  for (const name of PROFILE_PICTURES) {
    const picture = await findPicture(tx, account, name)
    if (picture) await removeMedia(tx, picture)
  }
}

type PictureKeys = Pick<Account, 'id' | `${ProfilePicture}_key`>

/** Only what was uploaded: a picture at another server may also be shown elsewhere. */
async function findPicture({ db }: Tx, account: PictureKeys, name: ProfilePicture): Promise<Media | undefined> {
  const key = account[`${name}_key`]
  if (key === null) return undefined
  return db
    .selectFrom('media')
    .selectAll()
    .where('key', '=', key)
    .where('account_id', '=', account.id)
    .executeTakeFirst()
}

async function storePicture(tx: Tx, { id }: Account, use: ProfilePicture, { described, file, still }: MadePicture) {
  const key = newMediaKey()
  for (const { hash } of [file, still]) await holdFile(tx, hash)
  await tx.db
    .insertInto('media')
    .values({
      ...{ id: tx.ids.next(), key, use, account_id: id, state: 'ready', created_at: tx.clock.now() },
      ...described,
      ...{ media_type: file.mediaType, file: file.hash, preview: still.hash, bytes: file.bytes + still.bytes },
    })
    .execute()
  return key
}
