import type { VNode } from 'preact'
import { mayBoost } from '../../core/interactions/boost.ts'
import type { SignedIn } from '../../core/sessions/find.ts'
import type { StatusView } from '../../core/statuses/view.ts'
import type { ViewerState } from '../../core/statuses/viewer-state.ts'
import { addressOf, type Visit } from '../visit/visit.ts'
import { Form } from './form.tsx'
import { Icon, type IconName } from './icon.tsx'
import { pagesOf } from './person.tsx'

interface ActionBarProps {
  visit: Visit
  /** The post itself, not a boost of it. */
  view: StatusView
  /** The place on the page to which an action leads back. */
  anchor: string | undefined
}

/** What a member can do with a post. The state of each action is in its words and in `aria-pressed`. */
export function ActionBar({ visit, view, anchor }: ActionBarProps): VNode | null {
  const { visitor } = visit
  if (!visitor || !view.viewer) return null
  const path = `${pagesOf(view.account)}/${view.status.id}`
  const back = addressOf(visit)
  return (
    <Form visit={visit} class="actions" action={path}>
      <input type="hidden" name="back" value={back} />
      {anchor && <input type="hidden" name="anchor" value={anchor} />}
      <ReplyLink view={view} />
      {togglesFor(visitor, view).map((toggle) => (
        <Toggle path={path} isOn={view.viewer?.[toggle.state] ?? false} {...toggle} />
      ))}
      {view.account.id === visitor.account.id && (
        <>
          <ActionLink path={`/compose?edit=${view.status.id}`} icon="compose" name="Edit" />
          <ActionLink path={`${path}/delete?back=${encodeURIComponent(back)}`} icon="delete" name="Delete" />
        </>
      )}
    </Form>
  )
}

/** None for the entry of a feed, whose site would not learn of the reply. */
function ReplyLink({ view }: { view: StatusView }): VNode | null {
  if (view.account.is_feed) return null
  return view.isLocked ? <Locked /> : <ActionLink path={`/compose?reply=${view.status.id}`} icon="reply" name="Reply" />
}

/** Where nobody can reply. */
function Locked(): VNode {
  return (
    <span class="action locked">
      <Icon name="lock" />
      <span>Locked</span>
    </span>
  )
}

interface ToggleKind {
  state: keyof ViewerState
  icon: IconName
  /** The action, and the one that undoes it, as in `/@name/ID/like`. */
  actions: [does: string, undoes: string]
  names: [off: string, on: string]
}

const BOOST: ToggleKind = {
  state: 'boosted',
  icon: 'boost',
  actions: ['boost', 'unboost'],
  names: ['Boost', 'Boosted'],
}
const LIKE: ToggleKind = { state: 'favourited', icon: 'like', actions: ['like', 'unlike'], names: ['Like', 'Liked'] }
const BOOKMARK: ToggleKind = {
  state: 'bookmarked',
  icon: 'bookmark',
  actions: ['bookmark', 'unbookmark'],
  names: ['Bookmark', 'Bookmarked'],
}

function togglesFor({ account }: SignedIn, { status, viewer, account: author }: StatusView): ToggleKind[] {
  const hasBoost = viewer?.boosted || (!author.is_feed && mayBoost(account, status))
  return hasBoost ? [BOOST, LIKE, BOOKMARK] : [LIKE, BOOKMARK]
}

function Toggle({ path, isOn, icon, actions, names }: ToggleKind & { path: string; isOn: boolean }): VNode {
  const at = isOn ? 1 : 0
  return (
    <button
      type="submit"
      class={`action ${icon}`}
      formaction={`${path}/${actions[at]}`}
      aria-pressed={isOn ? 'true' : 'false'}
    >
      <Icon name={icon} />
      <span>{names[at]}</span>
    </button>
  )
}

function ActionLink({ path, icon, name }: { path: string; icon: IconName; name: string }): VNode {
  return (
    <a href={path} class="action">
      <Icon name={icon} />
      <span>{name}</span>
    </a>
  )
}
