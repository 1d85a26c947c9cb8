import { z } from 'zod'
import { profilePictureUrl } from '../../core/accounts/picture-url.ts'
import type { App } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { FieldEntity, renderTypedField } from './field.ts'

/** For its owner only: a profile as it was typed. A picture that is not there is null. */
export const ProfileEntity = z.strictObject({
  id: z.string(),
  display_name: z.string(),
  note: z.string(),
  fields: z.array(FieldEntity),
  avatar: z.url().nullable(),
  avatar_static: z.url().nullable(),
  avatar_description: z.string(),
  header: z.url().nullable(),
  header_static: z.url().nullable(),
  header_description: z.string(),
  locked: z.boolean(),
  bot: z.boolean(),
  hide_collections: z.boolean(),
  discoverable: z.boolean(),
  indexable: z.boolean(),
  show_media: z.literal(true),
  show_media_replies: z.literal(true),
  show_featured: z.literal(true),
  attribution_domains: z.array(z.never()),
  featured_tags: z.array(z.never()),
})
type ProfileEntity = z.infer<typeof ProfileEntity>

export function renderProfile({ uris }: App, account: Account): ProfileEntity {
  return {
    id: String(account.id),
    display_name: account.display_name,
    note: account.note_source,
    fields: account.fields.map(renderTypedField),
    avatar: profilePictureUrl(uris, account, 'avatar'),
    avatar_static: profilePictureUrl(uris, account, 'avatar', 'preview'),
    avatar_description: account.avatar_description,
    header: profilePictureUrl(uris, account, 'header'),
    header_static: profilePictureUrl(uris, account, 'header', 'preview'),
    header_description: account.header_description,
    locked: account.locked,
    bot: account.bot,
    hide_collections: account.hides_network,
    discoverable: account.discoverable,
    indexable: account.indexable,
    ...{ show_media: true, show_media_replies: true, show_featured: true },
    ...{ attribution_domains: [], featured_tags: [] },
  }
}
