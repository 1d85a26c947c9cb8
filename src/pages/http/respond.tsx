/** Turns a page into a response. */

import type { VNode } from 'preact'
import type { App } from '../../core/app.ts'
import { getSettings } from '../../core/instance/settings.ts'
import { Answer, type HeaderList } from '../../lib/http-server/answer.ts'
import { Layout, type PageHead, type Site } from '../components/layout.tsx'
import { STYLESHEET_PATH } from './assets.ts'
import { toDocument } from './document.ts'

// The same address also serves ActivityPub, so a cache must store the two apart.
const HTML: HeaderList = ['content-type', 'text/html; charset=utf-8', 'vary', 'accept']

interface PageView {
  head: PageHead
  body: VNode
  status?: number
  /** How long caches may store the page, in seconds. Without it, no cache may. */
  maxAge?: number
}

/** Renders a page in the layout of the site. */
export async function respond(app: App, { head, body, status = 200, maxAge }: PageView): Promise<Answer> {
  const site = await siteOf(app)
  const text = toDocument(
    <Layout site={site} head={head}>
      {body}
    </Layout>,
  )
  const cache = maxAge === undefined ? 'private, no-store' : `public, max-age=${maxAge}`
  return new Answer(status, [...HTML, 'cache-control', cache, ...linkHeader(head)], text)
}

function linkHeader({ activity }: PageHead): HeaderList {
  return activity ? ['link', `<${activity}>; rel="alternate"; type="application/activity+json"`] : []
}

async function siteOf(app: App): Promise<Site> {
  const { title, registrations } = await getSettings(app)
  const { host, origin } = app.config
  return { title, host, origin, stylesheet: STYLESHEET_PATH, signUp: registrations !== 'closed' }
}
