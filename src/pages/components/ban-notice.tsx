import type { VNode } from 'preact'
import type { BanView } from '../../core/policy/bans.ts'
import { Time } from './time.tsx'

/** On the page of a community from which the member is banned. @param server the host of the community */
export function BanNotice({ ban, server }: { ban: BanView; server: string | null }): VNode {
  return (
    <div class="notice">
      <p>
        A moderator has banned you from {ban.isOfServer ? `all communities of ${server}` : 'this community'}
        {ban.expires_at !== null && (
          <>
            {' until '}
            <Time at={ban.expires_at} />
          </>
        )}
        . You cannot join, post, reply or like there.
      </p>
      <ModeratorsReason text={ban.reason} />
    </div>
  )
}

/** What a moderator said. Nothing if they gave no reason. */
export function ModeratorsReason({ text }: { text: string }): VNode | null {
  if (text === '') return null
  return (
    <p>
      The moderator’s reason: “<bdi>{text}</bdi>”
    </p>
  )
}
