import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { StatusVersion } from '../../core/edits/history.ts'
import type { Account as AccountRow } from '../../db/tables/accounts.ts'
import type { Written } from '../../lib/written-json.ts'
import { AccountEntity, renderAccount } from './account.ts'
import { CustomEmojiEntity } from './custom-emoji.ts'
import { MediaAttachmentEntity, renderAttachment } from './media-attachment.ts'
import { IsoTime, isoTime } from './time.ts'

/** One version of a status. */
export const StatusEditEntity = z.strictObject({
  content: z.string(),
  spoiler_text: z.string(),
  sensitive: z.boolean(),
  created_at: IsoTime,
  account: AccountEntity,
  media_attachments: z.array(MediaAttachmentEntity),
  emojis: z.array(CustomEmojiEntity),
})
export type StatusEditEntity = z.infer<typeof StatusEditEntity>

export function renderStatusEdit(app: App, author: AccountRow, version: StatusVersion): Written<StatusEditEntity> {
  return {
    content: version.content,
    spoiler_text: version.content_warning,
    sensitive: version.sensitive,
    created_at: isoTime(version.created_at),
    account: renderAccount(app, author),
    media_attachments: version.attachments.map((one) => renderAttachment(app, one)),
    emojis: [],
  }
}
