/**
 * What HTML from outside may contain: what Mastodon shows, and nothing that can run or look like our own interface
 * (R-91).
 */
import { isLanguageTag } from '../language-tag.ts'

export const TAGS: ReadonlySet<string> = new Set(
  'p br span a del s pre blockquote code b strong u i em ul ol li ruby rt rp'.split(' '),
)

/** Shown as a bold paragraph, as Mastodon does: headings in a post must not become headings of our page. */
export const HEADINGS: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** The tags are dropped, but the end of such an element becomes a line break. */
export const LINE_BREAKING: ReadonlySet<string> = new Set(
  'div section article header footer main aside figure figcaption table tr dl dt dd hr address details summary'.split(
    ' ',
  ),
)

/** Dropped with their content, which is not text, or is only a fallback for browsers that do not know the element. */
export const DROPPED: ReadonlySet<string> = new Set(
  'script style textarea title head select option template noscript iframe object audio video canvas svg xmp noembed noframes plaintext'.split(
    ' ',
  ),
)

/** Microformats and the classes that Mastodon's clients look for. Our own interface uses none of these names. */
const CLASS = /^(?:mention|hashtag|ellipsis|invisible|quote-inline|(?:h|p|u|dt|e)-[a-z0-9-]{1,40})$/
const CLASSED: ReadonlySet<string> = new Set(['a', 'span', 'p'])
const INTEGER = /^-?\d{1,9}$/

/**
 * The value that an allowed element keeps for an attribute other than `href` and `rel`; undefined drops the attribute.
 */
export function keptAttribute(tag: string, name: string, value: string): string | undefined {
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
