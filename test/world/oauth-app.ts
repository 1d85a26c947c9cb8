/** An app that asks people of a site for access, through their browsers and the endpoints of OAuth. */
import type { Browser } from './browser.ts'
import type { Site } from './site.ts'

export const BACK = 'https://tide.test/back'

export interface Answered {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  body: any
}

export interface OAuthApp {
  client: { client_id: string; client_secret: string }
  /** The address of the consent page. */
  address(more?: Record<string, string>): string
  /** The person ticks these scopes and allows the app. @returns the code, or undefined if there is none */
  ask(browser: Browser, scopes: readonly string[], more?: Record<string, string>): Promise<string | undefined>
  redeem(code: string | undefined, more?: Record<string, string | undefined>): Promise<Answered>
}

/** Registers an app as clients of Mastodon do. */
export async function registerApp(site: Site, scopes = 'read write offline_access'): Promise<OAuthApp> {
  const form = { client_name: 'Tide', redirect_uris: [BACK, 'tide://back', 'urn:ietf:wg:oauth:2.0:oob'], scopes }
  const { body } = await site.call('POST', '/api/v1/apps', { body: form })
  const client = { client_id: body.client_id as string, client_secret: body.client_secret as string }
  const address = (more: Record<string, string> = {}) =>
    `/oauth/authorize?${new URLSearchParams({ client_id: client.client_id, redirect_uri: BACK, response_type: 'code', scope: 'read', ...more })}`
  return {
    client,
    address,
    async ask(browser, ticked, more = {}) {
      const fields = Object.fromEntries(ticked.map((scope) => [`allow ${scope}`, 'on']))
      const answer = await browser.submit(address(more), { decision: 'allow', ...fields })
      return URL.parse(answer.headers.get('location') ?? '')?.searchParams.get('code') ?? undefined
    },
    redeem: (code, more = {}) =>
      site.call('POST', '/oauth/token', {
        body: { grant_type: 'authorization_code', redirect_uri: BACK, code, ...client, ...more },
      }),
  }
}
