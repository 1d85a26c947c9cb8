import type { ComponentChildren, VNode } from 'preact'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'
import { Form } from './form.tsx'
import { profilePath } from './person.tsx'

/** What every page shows of the server. */
export interface Site {
  title: string
  host: string
  origin: string
  /** The path of the style sheet, with its version. */
  stylesheet: string
  signUp: boolean
}

export interface PageHead {
  title?: string
  description?: string
  /** The address that search engines and previews should use. */
  canonical?: string
  /** The ActivityPub id of the account or post on the page (E-12). */
  activity?: string
  /** The picture of link previews. */
  image?: string | null
  type?: 'website' | 'profile' | 'article'
  /** Keeps the page out of search engines. */
  noindex?: boolean
}

interface LayoutProps {
  site: Site
  head: PageHead
  visit: Visit
  children: ComponentChildren
}

export function Layout({ site, head, visit, children }: LayoutProps): VNode {
  const title = head.title ? `${head.title} · ${site.title}` : site.title
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href={site.stylesheet} />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        {head.noindex && <meta name="robots" content="noindex" />}
        {head.canonical && <link rel="canonical" href={head.canonical} />}
        {head.activity && <link rel="alternate" type="application/activity+json" href={head.activity} />}
        {head.description && <meta name="description" content={head.description} />}
        <meta property="og:site_name" content={site.title} />
        <meta property="og:title" content={head.title ?? site.title} />
        <meta property="og:type" content={head.type ?? 'website'} />
        {head.description && <meta property="og:description" content={head.description} />}
        {head.canonical && <meta property="og:url" content={head.canonical} />}
        {head.image && <meta property="og:image" content={head.image} />}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <a class="brand" href="/">
            {site.title}
          </a>
          {visit.visitor ? (
            <OwnNav visit={visit} account={visit.visitor.account} />
          ) : (
            <PublicNav signUp={site.signUp} />
          )}
        </header>
        <main id="main">{children}</main>
        <footer class="bottom">
          <p>
            <bdi>{site.host}</bdi> runs Atoll and is part of the fediverse.
          </p>
        </footer>
      </body>
    </html>
  )
}

function PublicNav({ signUp }: { signUp: boolean }): VNode {
  return (
    <nav aria-label="Site">
      <a href="/about">About</a>
      <a href="/auth/sign-in">Sign in</a>
      {signUp && <a href="/auth/sign-up">Sign up</a>}
    </nav>
  )
}

function OwnNav({ visit, account }: { visit: Visit; account: Account }): VNode {
  return (
    <nav aria-label="Site">
      <a href={profilePath(account)}>Profile</a>
      <a href="/settings/sessions">Settings</a>
      <Form visit={visit} class="inline" action="/auth/sign-out">
        <button class="link" type="submit">
          Sign out
        </button>
      </Form>
    </nav>
  )
}
