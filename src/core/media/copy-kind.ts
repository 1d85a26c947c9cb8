import type { MediaUse } from '../../db/tables/media.ts'

/** The kinds of copies that have a quota and a time to live of their own. */
export type CopyKind = 'media' | 'avatars' | 'emojis'

const KIND_OF: Readonly<Record<MediaUse, CopyKind>> = {
  attachment: 'media',
  avatar: 'avatars',
  header: 'avatars',
  emoji: 'emojis',
}

export function copyKindOf({ use }: { use: MediaUse }): CopyKind {
  return KIND_OF[use]
}
