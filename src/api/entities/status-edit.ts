import { z } from 'zod'
import type { App } from '../../core/app.ts'
import type { StatusVersion } from '../../core/edits/history.ts'
import type { Account as AccountRow } from '../../db/tables/accounts.ts'
import type { Written } from '../http/json.ts'
import { Account, renderAccount } from './account.ts'
import { CustomEmoji } from './custom-emoji.ts'
import { MediaAttachment, renderAttachment } from './media-attachment.ts'
import { isoTime, Time } from './time.ts'

/** One version of a status. */
export const StatusEdit = z.strictObject({
  content: z.string(),
  spoiler_text: z.string(),
  sensitive: z.boolean(),
  created_at: Time,
  account: Account,
  media_attachments: z.array(MediaAttachment),
  emojis: z.array(CustomEmoji),
})
export type StatusEdit = z.infer<typeof StatusEdit>

export function renderStatusEdit(app: App, author: AccountRow, version: StatusVersion): Written<StatusEdit> {
  return {
    content: version.content,
    spoiler_text: version.content_warning,
    sensitive: version.sensitive,
    created_at: isoTime(version.created_at),
    account: renderAccount(app, author),
    media_attachments: version.attachments.map(renderAttachment),
    emojis: [],
  }
}
