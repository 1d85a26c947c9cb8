/** From a page to a Response, with what keeps a browser from doing what the page did not mean. */
import type { VNode } from 'preact'
import type { App } from '../core/app.ts'
import { getSettings } from '../core/instance/settings.ts'
import { STYLESHEET_PATH } from './assets.ts'
import { toDocument } from './document.ts'
import { Layout, type PageHead, type Site } from './layout.tsx'

/** no script at all, nothing framed, forms only to ourselves. Pictures come from wherever their people are. */
function contentSecurityPolicy(app: App): string {
  const pictures = app.config.allowPrivateAddresses ? 'https: http:' : 'https:'
  return `default-src 'none'; style-src 'self'; img-src 'self' ${pictures} data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`
}

export interface Shown {
  head: PageHead
  body: VNode
  status?: number
  /** Seconds that caches may keep it; left out, nobody does. */
  maxAge?: number
}

/** Draws a page in the layout of the site. */
export async function respond(app: App, { head, body, status = 200, maxAge }: Shown): Promise<Response> {
  const site = await siteOf(app)
  return new Response(
    toDocument(
      <Layout site={site} head={head}>
        {body}
      </Layout>,
    ),
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy(app),
        'cache-control': maxAge === undefined ? 'private, no-store' : `public, max-age=${maxAge}`,
        // the same address also answers in ActivityPub.
        vary: 'accept',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'strict-origin-when-cross-origin',
        ...(head.activity && { link: `<${head.activity}>; rel="alternate"; type="application/activity+json"` }),
      },
    },
  )
}

async function siteOf(app: App): Promise<Site> {
  const { title, registrations } = await getSettings(app)
  const { host, origin } = app.config
  return { title, host, origin, stylesheet: STYLESHEET_PATH, signUp: registrations !== 'closed' }
}
