import { isOpen } from '../../core/policy/open.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import type { Visit } from '../visit/visit.ts'
import { profilePath, WrittenHandle } from './person.tsx'

interface ComposerCommunityProps {
  visit: Visit
  draft: { reply?: string; edit?: string; visibility: Visibility }
  community: Account
}

/** Says to which community a draft goes. */
export function ComposerCommunity({ visit, draft: { reply, edit, visibility }, community }: ComposerCommunityProps) {
  const which = isOpen({ visibility }) ? 'This' : 'A public or unlisted'
  const link = (
    <a href={profilePath(community, visit)}>
      <WrittenHandle account={community} />
    </a>
  )
  return (
    <p class="hint">
      {edit !== undefined && <>The community {link} gets the change, too.</>}
      {reply !== undefined && (
        <>
          {which} reply goes to the community {link}, too.
        </>
      )}
      {edit === undefined && reply === undefined && (
        <>
          {which} post starts a topic in the community {link}. Its title is the content warning or else the first line.
        </>
      )}
    </p>
  )
}
