import type { VNode } from 'preact'

/** The pages of the settings, in the order in which they are shown. */
const PAGES = [
  { path: '/settings/sessions', name: 'Sessions' },
  { path: '/settings/apps', name: 'Apps' },
] as const

/** The navigation that all settings pages share. @param props.here the path of the page that is shown */
export function SettingsNav({ here }: { here: (typeof PAGES)[number]['path'] }): VNode {
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
