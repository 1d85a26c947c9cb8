/** What other servers refused of a post, or of a like of it. Only the person whom it concerns sees this. */
import type { VNode } from 'preact'
import { explainRefusal } from '../../api/entities/explain-refusal.ts'
import type { Refusal } from '../../db/tables/refusals.ts'
import { Icon } from './icon.tsx'
import { count } from './time.tsx'

/** Hosts that one sentence names. It counts the others. */
const NAMED_HOSTS = 3

interface RefusalsProps {
  refusals: readonly Refusal[] | undefined
}

/** On the page of the post: what each server said. */
export function Refusals({ refusals = [] }: RefusalsProps): VNode | null {
  if (refusals.length === 0) return null
  const others = refusals.filter((one) => !one.is_addressed)
  return (
    <div class="refusals" role="note">
      {sentencesAbout(refusals.filter((one) => one.is_addressed)).map((sentence) => (
        <p>
          <Icon name="refused" /> <span dir="auto">{sentence}</span>
        </p>
      ))}
      {others.length > 0 && (
        <details>
          <summary>Followers on {count(others.length, 'server', 'servers')} did not get this</summary>
          <ul>
            {sentencesAbout(others).map((sentence) => (
              <li dir="auto">{sentence}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="aside">Only you see this.</p>
    </div>
  )
}

/** In a list: a hint that leads to the page of the post. Servers that only followers use are not worth one. */
export function RefusalMark({ refusals = [], path }: RefusalsProps & { path: string }): VNode | null {
  const addressed = refusals.filter((one) => one.is_addressed)
  if (addressed.length === 0) return null
  const what = addressed.some(({ action }) => action === 'like') ? 'Like refused' : 'Refused'
  return (
    <p class="context refused">
      <Icon name="refused" />{' '}
      <a href={path}>
        {what} by {namesOf(addressed.map(({ host }) => host))}
      </a>
    </p>
  )
}

/** One sentence for all servers that refused the same for the same reason. */
function sentencesAbout(refusals: readonly Refusal[]): string[] {
  const alike = Map.groupBy(refusals, (one) => `${one.action} ${one.reason ?? `“${one.answer}”`}`)
  return [...alike.values()].flatMap((group) =>
    group[0] ? explainRefusal(group[0], namesOf(group.map(({ host }) => host))) : [],
  )
}

/** “a.test, b.test, c.test and 4 more” */
function namesOf(hosts: readonly string[]): string {
  const [named, more] = [hosts.slice(0, NAMED_HOSTS), hosts.length - NAMED_HOSTS]
  if (more > 0) return `${named.join(', ')} and ${more} more`
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : named.join('')
}
