import type { VNode } from 'preact'

/** The pages of the settings, in the order in which they are shown. */
const PAGES = [
  { path: '/settings/profile', name: 'Profile' },
  { path: '/settings/posting', name: 'Posting' },
  { path: '/settings/account', name: 'Account' },
  { path: '/settings/mutes', name: 'Mutes' },
  { path: '/settings/blocks', name: 'Blocks' },
  { path: '/settings/security', name: 'Security' },
  { path: '/settings/sessions', name: 'Sessions' },
  { path: '/settings/apps', name: 'Apps' },
  { path: '/settings/keys', name: 'API keys' },
  { path: '/settings/webhooks', name: 'Webhooks' },
  { path: '/settings/delete', name: 'Delete' },
] as const

export type SettingsPath = (typeof PAGES)[number]['path']

/** The navigation that all settings pages share. @param props.here the path of the page that is shown */
export function SettingsNav({ here }: { here: SettingsPath }): VNode {
  return (
    <nav class="tabs" aria-label="Settings">
      {PAGES.map(({ path, name }) => (
        <a href={path} aria-current={path === here ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
