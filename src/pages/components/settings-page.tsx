import type { ComponentChildren, VNode } from 'preact'
import type { Visit } from '../visit/visit.ts'
import { SettingsNav, type SettingsPath } from './settings-nav.tsx'

interface SettingsPageProps {
  title: string
  here: SettingsPath
  children: ComponentChildren
}

/** The frame of every settings page: its title and the navigation. */
export function SettingsPage({ title, here, children }: SettingsPageProps): VNode {
  return (
    <>
      <h1>{title}</h1>
      <SettingsNav here={here} />
      {children}
    </>
  )
}

/** `?saved` follows a change. */
export function Saved({ visit: { request } }: { visit: Visit }): VNode | null {
  return new URLSearchParams(request.query).has('saved') ? (
    <p class="notice" role="status">
      Saved.
    </p>
  ) : null
}
