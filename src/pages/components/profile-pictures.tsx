/** The pictures at the top of a profile, where their descriptions count. */
import type { VNode } from 'preact'
import { profilePictureUrl } from '../../core/accounts/picture-url.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'
import { InitialAvatar } from './person.tsx'

interface PictureProps {
  visit: Visit
  account: Account
}

export function Banner({ visit, account }: PictureProps): VNode | null {
  const src = profilePictureUrl(visit.app.uris, account, 'header', 'preview')
  if (src === null) return null
  return <img class="banner" src={src} alt={account.header_description} width={1_500} height={500} />
}

/** It moves only for people who do not mind. */
export function LargeAvatar({ visit, account }: PictureProps): VNode {
  const { uris } = visit.app
  const [moving, still] = [
    profilePictureUrl(uris, account, 'avatar'),
    profilePictureUrl(uris, account, 'avatar', 'preview'),
  ]
  if (moving === null || still === null) return <InitialAvatar account={account} large />
  return (
    <picture>
      <source media="(prefers-reduced-motion: no-preference)" srcset={moving} />
      <img class="avatar large" src={still} alt={account.avatar_description} width={400} height={400} />
    </picture>
  )
}
