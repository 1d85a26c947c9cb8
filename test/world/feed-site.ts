import type { Listener } from '../../src/listen.ts'
import type { NetworkServer } from './network.ts'
import { handlerFrom } from './web-handler.ts'
import type { WorldParts } from './world.ts'

/** Answers one path of a site. */
export type Page = (request: Request) => Response | Promise<Response>

export interface Entry {
  id?: string
  title?: string
  link?: string
  /** HTML. */
  text?: string
  /** Unix milliseconds. */
  at?: number
  /** More elements, as XML. */
  more?: string
}

/** A site in a world that publishes feeds, or anything else a test wants it to answer. */
export class FeedSite implements NetworkServer, AsyncDisposable {
  readonly host: string
  reachable = true
  readonly pages = new Map<string, Page>()
  /** The requests that arrived, as `GET /path`. */
  readonly asked: { name: string; headers: Headers; body: string }[] = []
  readonly #world: WorldParts
  #listener: Listener | undefined

  constructor(world: WorldParts, host: string) {
    this.#world = world
    this.host = host
  }

  get origin(): string {
    return `https://${this.host}`
  }

  /** Requests for this path. */
  count(name: string): number {
    return this.asked.filter((one) => one.name === name).length
  }

  /** Publishes an RSS feed at a path. @param channel more elements of the channel, as XML */
  rss(path: string, entries: readonly Entry[], channel = ''): void {
    const text = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Notes from the cay</title><link>${this.origin}/</link><description>A blog</description>${channel}
${entries.map(itemOf).join('\n')}
</channel></rss>`
    this.pages.set(path, () => new Response(text, { headers: { 'content-type': 'application/rss+xml' } }))
  }

  /** Publishes a page that names a feed. */
  page(path: string, feed: string): void {
    const link = `<link rel="alternate" type="application/rss+xml" href="${feed}">`
    const headers = { 'content-type': 'text/html' }
    this.pages.set(path, () => new Response(`<!doctype html><html><head>${link}</head></html>`, { headers }))
  }

  async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const body = request.method === 'POST' ? await request.text() : ''
    this.asked.push({ name: `${request.method} ${pathname}`, headers: request.headers, body })
    const page = this.pages.get(pathname)
    const copy = new Request(request.url, {
      method: request.method,
      headers: request.headers,
      ...(body !== '' && { body }),
    })
    return page ? await page(copy) : new Response('nothing here', { status: 404 })
  }

  /** Sends a request, as a hub does. */
  get fetch() {
    return this.#world.network.fetchFrom(this.host, this.#world.sockets?.carry)
  }

  async open(): Promise<this> {
    this.#listener = await this.#world.sockets?.listen(
      this.host,
      handlerFrom((request) => this.answer(request)),
    )
    return this
  }

  get port(): number | undefined {
    return this.#listener?.port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener?.close()
  }
}

function itemOf({ id, title, link, text, at, more = '' }: Entry): string {
  const parts = [
    id === undefined ? '' : `<guid isPermaLink="false">${id}</guid>`,
    title === undefined ? '' : `<title>${title}</title>`,
    link === undefined ? '' : `<link>${link}</link>`,
    text === undefined ? '' : `<description><![CDATA[${text}]]></description>`,
    at === undefined ? '' : `<pubDate>${new Date(at).toUTCString()}</pubDate>`,
  ]
  return `<item>${parts.join('')}${more}</item>`
}
