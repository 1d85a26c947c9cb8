/** Reads feeds as strictly as XML and JSON Feed allow, and as an independent feed reader does. */
import { parseFeed } from '@rowanmanning/feed-parser'
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { z } from 'zod'

export interface XmlElement {
  /** As it was written, with its prefix. */
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** All text directly inside it. */
  text: string
}

/** @throws Error if it is not well-formed XML 1.0 with namespaces */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('a feed needs no document type')
  })
  parser.on('opentag', ({ name, attributes }: SaxesTagNS) => {
    const values = Object.entries(attributes).map(([key, { value }]) => [key, value])
    const element = { name, attributes: Object.fromEntries(values), children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const add = (part: string) => {
    const element = open.at(-1)
    if (element) element.text += part
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => open.pop())
  parser.write(text).close()
  const [document] = root.children
  if (!document) throw new Error('the document is empty')
  return document
}

/** The elements with this name, at any depth, in their order. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsOf(child, name)])
}

const Author = z.strictObject({ name: z.string(), url: z.url(), avatar: z.url().optional() })
const Attachment = z.strictObject({
  url: z.url(),
  mime_type: z.string().regex(/^[a-z]+\/[\w.+-]+$/),
  title: z.string().optional(),
  size_in_bytes: z.int().optional(),
  duration_in_seconds: z.number().optional(),
})
const Item = z.strictObject({
  id: z.string(),
  url: z.url(),
  title: z.string(),
  summary: z.string().optional(),
  content_html: z.string(),
  date_published: z.iso.datetime(),
  date_modified: z.iso.datetime().optional(),
  authors: z.array(Author).nonempty(),
  tags: z.array(z.string()).optional(),
  language: z.string().optional(),
  attachments: z.array(Attachment).optional(),
})
/** The parts of version 1.1 that we write. */
const JsonFeed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(),
  home_page_url: z.url(),
  feed_url: z.url(),
  next_url: z.url().optional(),
  description: z.string(),
  icon: z.url(),
  authors: z.array(Author).nonempty().optional(),
  hubs: z.array(z.strictObject({ type: z.string(), url: z.url() })).optional(),
  items: z.array(Item),
  _deleted: z.array(z.strictObject({ id: z.string(), date_deleted: z.iso.datetime() })).optional(),
})
export type JsonFeed = z.infer<typeof JsonFeed>

/** What a reader finds in a post, whatever the format. */
export interface ReadItem {
  id: string | null | undefined
  title: string | null | undefined
  url: string | null | undefined
  content: string | null | undefined
}

/** @throws Error if the feed is not valid */
export function readFeed(text: string, format: 'atom' | 'rss' | 'json'): { title: string | null; items: ReadItem[] } {
  if (format === 'json') {
    const { title, items } = JsonFeed.parse(JSON.parse(text))
    return {
      title,
      items: items.map(({ id, title, url, content_html }) => ({ id, title, url, content: content_html })),
    }
  }
  parseXml(text)
  const { title, items } = parseFeed(text)
  return { title, items: items.map((item) => ({ ...item.toJSON(), content: item.content ?? item.description })) }
}
