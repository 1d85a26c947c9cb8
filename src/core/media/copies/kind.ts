import { MEDIA_USES, type MediaUse } from '../../../db/tables/media.ts'

/** The kinds of copies that have a quota and a time to live of their own. */
export const COPY_KINDS = ['media', 'avatars', 'emojis'] as const
export type CopyKind = (typeof COPY_KINDS)[number]

const KIND_OF: Readonly<Record<MediaUse, CopyKind>> = {
  attachment: 'media',
  avatar: 'avatars',
  header: 'avatars',
  emoji: 'emojis',
}

export function copyKindOf({ use }: { use: MediaUse }): CopyKind {
  return KIND_OF[use]
}

export function usesOfKind(kind: CopyKind): MediaUse[] {
  return MEDIA_USES.filter((use) => KIND_OF[use] === kind)
}
