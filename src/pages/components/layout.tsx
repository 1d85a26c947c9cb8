import type { ComponentChildren, VNode } from 'preact'
import type { Visit } from '../visit/visit.ts'
import { FeedTags, type PageFeed } from './feed-links.tsx'
import { IconShapes } from './icon.tsx'
import { AccountNav, MainNav, MoreNav, PublicNav } from './navigation.tsx'

/** What every page shows of the server. */
export interface Site {
  title: string
  host: string
  origin: string
  /** The path of the style sheet, with its version. */
  stylesheet: string
  signUp: boolean
}

export interface PreviewPicture {
  url: string
  description?: string | null
  width?: number | null
  height?: number | null
  /** Whether it is what the page is about, and not only the portrait of its author. */
  isContent?: boolean
}

export interface PageHead {
  title?: string
  description?: string
  /** The address that search engines and previews should use. */
  canonical?: string
  /** The ActivityPub id of the account or post on the page (E-12). */
  activity?: string
  /** The picture of link previews. */
  image?: PreviewPicture | undefined
  type?: 'website' | 'profile' | 'article'
  /** Feeds of the posts on the page, that with just these first. */
  feeds?: readonly PageFeed[]
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
        {head.feeds && <FeedTags feeds={head.feeds} visit={visit} />}
        {head.description && <meta name="description" content={head.description} />}
        <meta property="og:site_name" content={site.title} />
        <meta property="og:title" content={head.title ?? site.title} />
        <meta property="og:type" content={head.type ?? 'website'} />
        {head.description && <meta property="og:description" content={head.description} />}
        {head.canonical && <meta property="og:url" content={head.canonical} />}
        {head.image && <PreviewTags {...head.image} />}
      </head>
      <body class={visit.visitor && 'member'}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {visit.visitor && <IconShapes />}
        <header class="top">
          <a class="brand" href="/">
            {visit.visitor && <img src="/assets/icon.svg" alt="" />}
            <span>{site.title}</span>
          </a>
          {visit.visitor ? (
            <>
              <MainNav account={visit.visitor.account} here={visit.request.path} />
              <AccountNav visit={visit} />
            </>
          ) : (
            <PublicNav signUp={site.signUp} />
          )}
        </header>
        <main id="main">{children}</main>
        <footer class="bottom">
          {visit.visitor && <MoreNav here={visit.request.path} />}
          <p>
            <bdi>{site.host}</bdi> runs Atoll and is part of the fediverse.
          </p>
        </footer>
      </body>
    </html>
  )
}

/** As Mastodon, chat programs and search engines read it (https://ogp.me/#structured). */
function PreviewTags({ url, description, width, height, isContent = false }: PreviewPicture): VNode {
  return (
    <>
      <meta property="og:image" content={url} />
      {description && <meta property="og:image:alt" content={description} />}
      {width && <meta property="og:image:width" content={String(width)} />}
      {height && <meta property="og:image:height" content={String(height)} />}
      <meta name="twitter:card" content={isContent ? 'summary_large_image' : 'summary'} />
    </>
  )
}
