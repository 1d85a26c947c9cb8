import { profilePictureUrl } from '../../core/accounts/picture-url.ts'
import type { App } from '../../core/app.ts'
import { isOpen } from '../../core/policy/open.ts'
import type { StatusView } from '../../core/statuses/view.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { PreviewPicture } from '../components/layout.tsx'
import { addressesOf } from '../components/media/addresses.ts'

/** What other sites show beside a link to a post: its first picture, if everybody may see it uncovered. */
export function previewPicture(
  { uris }: Pick<App, 'uris'>,
  { status, account }: StatusView,
): PreviewPicture | undefined {
  const isShown = isOpen(status) && !status.sensitive && status.content_warning === ''
  for (const medium of isShown ? status.attachments : []) {
    const { original, preview } = addressesOf(uris, medium) ?? {}
    const { type, description, width, height } = medium
    const url = type === 'image' ? original : preview
    if (url !== undefined) return { url, description, isContent: true, ...(type === 'image' && { width, height }) }
  }
  return portraitOf({ uris }, account)
}

/** What other sites show beside a link to a profile. */
export function portraitOf({ uris }: Pick<App, 'uris'>, account: Account): PreviewPicture | undefined {
  const url = profilePictureUrl(uris, account, 'avatar')
  return url === null ? undefined : { url, description: account.avatar_description }
}
