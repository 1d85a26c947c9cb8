/** Turns a page into a response. */

import type { VNode } from 'preact'
import type { App } from '../../core/app.ts'
import { getSettings } from '../../core/instance/settings.ts'
import { Answer, type HeaderList, redirect } from '../../lib/http-server/answer.ts'
import { feedLinks } from '../components/feed-links.tsx'
import { Layout, type PageHead, type Site } from '../components/layout.tsx'
import type { Visit } from '../visit/visit.ts'
import { STYLESHEET_PATH } from './assets.ts'
import { toDocument } from './document.ts'

// The same address also serves ActivityPub, so a cache must store the two apart.
const VARY: HeaderList = ['vary', 'accept, cookie']
const HTML: HeaderList = ['content-type', 'text/html; charset=utf-8', ...VARY]

interface PageView {
  head: PageHead
  body: VNode
  status?: number
  /** How long caches may store the page, in seconds. Without it, no cache may. */
  maxAge?: number
}

/** Renders a page in the layout of the site. What a signed-in person sees is never cached. */
export async function respond(visit: Visit, { head, body, status = 200, maxAge }: PageView): Promise<Answer> {
  const site = await siteOf(visit.app)
  const text = toDocument(
    <Layout site={site} head={head} visit={visit}>
      {body}
    </Layout>,
  )
  // The forms of the page may have set one.
  const cookies = visit.cookies.headers
  const mayCache = maxAge !== undefined && !visit.visitor && cookies.length === 0
  const cache = mayCache ? `public, max-age=${maxAge}` : 'private, no-store'
  return new Answer(status, [...HTML, 'cache-control', cache, ...linkHeader(visit, head), ...cookies], text)
}

/** Leads to another page after a form was accepted (RFC 9110 section 15.4.4). */
export function leadTo({ cookies }: Visit, path: string): Answer {
  return redirect(303, path, ['cache-control', 'no-store', ...VARY, ...cookies.headers])
}

/** Leads to the present address of a page. */
export function movedTo(path: string, status: 301 | 302 = 301): Answer {
  return redirect(status, path, VARY)
}

function linkHeader(visit: Visit, { activity, feeds = [] }: PageHead): HeaderList {
  const links = feedLinks(visit, feeds)
  const all = activity ? [`<${activity}>; rel="alternate"; type="application/activity+json"`, ...links] : links
  return all.length === 0 ? [] : ['link', all.join(', ')]
}

async function siteOf(app: App): Promise<Site> {
  const { title, registrations } = await getSettings(app)
  const { host, origin } = app.config
  return { title, host, origin, stylesheet: STYLESHEET_PATH, signUp: registrations !== 'closed' }
}
