/** Decodes and stores the avatar and the header that a local user has chosen, before the transaction that shows them. */
import type { Account } from '../../db/tables/accounts.ts'
import { MediaError } from '../../lib/media/media-error.ts'
import type { Problem } from '../../messages/en/fields.ts'
import type { App } from '../app.ts'
import { InvalidFields } from '../errors.ts'
import type { Described } from '../media/decode.ts'
import { type DecodeSource, decodeFile } from '../media/decode.ts'
import { type FinishedFile, keepFile } from '../media/files/keep.ts'
import { discardFiles } from '../media/files/references.ts'
import { refusing } from '../media/refusal.ts'
import { uploader } from '../media/sender.ts'

export const PROFILE_PICTURES = ['avatar', 'header'] as const
export type ProfilePicture = (typeof PROFILE_PICTURES)[number]

/** A local file to show, or null to show none any more. What is left out stays as it is. */
export type ChosenPictures = { readonly [P in ProfilePicture]?: { path: string } | null | undefined }

export interface MadePicture {
  described: Described
  file: FinishedFile
  /** The same without motion. */
  still: FinishedFile
}
export type MadePictures = { [P in ProfilePicture]?: MadePicture | null }

/**
 * Calls `use` with the pictures. If anything fails, their files are removed again.
 * @throws InvalidFields if a file is not accepted, Unavailable or StorageFull if this server is at fault
 */
export async function withPictures<T>(
  app: App,
  owner: Account,
  chosen: ChosenPictures,
  use: (made: MadePictures) => Promise<T>,
): Promise<T> {
  const stored: string[] = []
  try {
    return await use(await refusing(app, () => makeAll(app, owner, chosen, stored)))
  } catch (error) {
    if (stored.length > 0) await app.transaction((tx) => discardFiles(tx, stored))
    throw error
  }
}

/** The problems with both are reported at once. @param stored receives the hashes of what is stored */
async function makeAll(app: App, owner: Account, chosen: ChosenPictures, stored: string[]): Promise<MadePictures> {
  const sender = uploader(owner.id)
  const made: MadePictures = {}
  const problems: Record<string, Problem[]> = {}
  for (const name of PROFILE_PICTURES) {
    const picture = chosen[name]
    if (picture === null) made[name] = null
    if (!picture) continue
    const result = await makePicture(app, { source: picture.path, use: name, sender }, stored).catch(asProblem)
    if (Array.isArray(result)) problems[name] = [result]
    else made[name] = result
  }
  if (Object.keys(problems).length > 0) throw new InvalidFields(problems)
  return made
}

function makePicture(app: App, source: DecodeSource, stored: string[]): Promise<MadePicture> {
  return decodeFile(app, source, async ({ file, preview, described }) => {
    if (!file || !preview) throw new Error('The decoder made no picture.')
    for (const one of [file, preview]) {
      stored.push(one.hash)
      await keepFile(app, one)
    }
    return { described, file, still: preview }
  })
}

function asProblem(error: unknown): Problem {
  if (error instanceof MediaError && error.fault === 'sender') return ['unusable-file', { reason: error.reason }]
  throw error
}
