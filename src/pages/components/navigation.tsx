/** The ways through the site: for visitors, and for people who are signed in. */
import type { VNode } from 'preact'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'
import { Form } from './form.tsx'
import { Icon, type IconName } from './icon.tsx'

export function PublicNav({ signUp }: { signUp: boolean }): VNode {
  return (
    <nav class="nav-public" aria-label="Site">
      <a href="/about">About</a>
      <a href="/auth/sign-in">Sign in</a>
      {signUp && <a href="/auth/sign-up">Sign up</a>}
    </nav>
  )
}

interface Place {
  path: string
  name: string
  icon: IconName
}

const placesOf = ({ username }: Account): Place[] => [
  { path: '/home', name: 'Home', icon: 'home' },
  { path: '/notifications', name: 'Notifications', icon: 'notifications' },
  { path: '/search', name: 'Search', icon: 'search' },
  { path: `/@${username}`, name: 'Profile', icon: 'profile' },
  { path: '/compose', name: 'Compose', icon: 'compose' },
]

/** A column beside the page; on small screens, a bar at the bottom. */
export function MainNav({ account, here }: { account: Account; here: string }): VNode {
  return (
    <nav class="nav-main" aria-label="Main">
      {placesOf(account).map(({ path, name, icon }) => (
        <a href={path} title={name} class={`${icon}-link`} aria-current={currentIf(path === here)}>
          <Icon name={icon} />
          <span>{name}</span>
        </a>
      ))}
    </nav>
  )
}

export function AccountNav({ visit }: { visit: Visit }): VNode {
  return (
    <nav class="nav-account" aria-label="Account">
      <a href="/settings/profile">Settings</a>
      <Form visit={visit} class="inline" action="/auth/sign-out">
        <button class="link" type="submit">
          Sign out
        </button>
      </Form>
    </nav>
  )
}

/** What is read now and then, at the end of every page. */
export function MoreNav({ here }: { here: string }): VNode {
  const places = { '/bookmarks': 'Bookmarks', '/likes': 'Likes', '/local': 'Local', '/network': 'Network' }
  return (
    <nav class="nav-more" aria-label="More">
      {Object.entries({ ...places, '/about': 'About' }).map(([path, name]) => (
        <a href={path} aria-current={currentIf(path === here)}>
          {name}
        </a>
      ))}
    </nav>
  )
}

/** Tabs over lists of one kind: `{ '/bookmarks': 'Bookmarks', '/likes': 'Likes' }`. */
export function Tabs({ label, tabs, here }: { label: string; tabs: Record<string, string>; here: string }): VNode {
  return (
    <nav class="tabs" aria-label={label}>
      {Object.entries(tabs).map(([path, name]) => (
        <a href={path} aria-current={currentIf(path === here)}>
          {name}
        </a>
      ))}
    </nav>
  )
}

function currentIf(isHere: boolean): 'page' | undefined {
  return isHere ? 'page' : undefined
}
