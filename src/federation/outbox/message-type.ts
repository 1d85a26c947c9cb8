/** The form in which a private message to one person leaves. */
import type { Software } from '../../activitypub/fetch-nodeinfo.ts'
import { hostOf } from '../../activitypub/uris.ts'
import type { App, MessageType } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { softwareOf } from '../fetch/software.ts'

/** Before this version, Lemmy knows no private Note. */
const LEMMY_WITH_NOTES = 1

/** The object type in which the server of this account takes a private message to it alone. */
export async function messageTypeFor(app: App, reader: Account): Promise<MessageType> {
  // A feed gets no message, so its host is not asked.
  const host = reader.is_feed ? undefined : hostOf(reader.uri)
  const software = host === undefined ? undefined : await softwareOf(app, host)
  return software && knowsOnlyChatMessages(software) ? 'ChatMessage' : 'Note'
}

function knowsOnlyChatMessages({ name, version }: Software): boolean {
  return name === 'lemmy' && Number.parseInt(version.replace(/^v/i, ''), 10) < LEMMY_WITH_NOTES
}
