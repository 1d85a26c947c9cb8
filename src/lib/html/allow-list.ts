/** What a stranger's HTML may contain: what Mastodon shows, and nothing that can act or look like our own interface. */
import { isLanguageTag } from '../language-tag.ts'

export const TAGS: ReadonlySet<string> = new Set(
  'p br span a del s pre blockquote code b strong u i em ul ol li ruby rt rp'.split(' '),
)

/** Shown as a paragraph in bold, as Mastodon does: a stranger's headings are not headings of our page. */
export const HEADINGS: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** Not shown, but their end ends a line. */
export const LINES: ReadonlySet<string> = new Set(
  'div section article header footer main aside figure figcaption table tr dl dt dd hr address details summary'.split(
    ' ',
  ),
)

/** Dropped with all that is in them: their content is no text, or is text only where the element is not understood. */
export const DROPPED: ReadonlySet<string> = new Set(
  'script style textarea title head select option template noscript iframe object audio video canvas svg xmp noembed noframes plaintext'.split(
    ' ',
  ),
)

/** Microformats and what Mastodon's clients look for. Our own interface uses none of these names. */
const CLASS = /^(?:mention|hashtag|ellipsis|invisible|quote-inline|(?:h|p|u|dt|e)-[a-z0-9-]{1,40})$/
const CLASSED: ReadonlySet<string> = new Set(['a', 'span', 'p'])
const INTEGER = /^-?\d{1,9}$/

/** The attributes, besides `href` and `rel`, that an allowed element keeps: name → kept value. */
export function keepAttribute(tag: string, name: string, value: string): string | undefined {
  switch (name) {
    case 'class':
      return CLASSED.has(tag) ? value.split(' ').filter(isAllowedClass).join(' ') || undefined : undefined
    case 'lang':
      return isLanguageTag(value) ? value : undefined
    case 'translate':
      return value === 'no' ? value : undefined
    case 'start':
      return tag === 'ol' && INTEGER.test(value) ? value : undefined
    case 'value':
      return tag === 'li' && INTEGER.test(value) ? value : undefined
    case 'reversed':
      return tag === 'ol' ? '' : undefined
    default:
      return undefined
  }
}

function isAllowedClass(name: string): boolean {
  return CLASS.test(name)
}
