/**
 * What HTML from outside may contain: what Mastodon shows, elements without which a text would mean something else, and
 * nothing that can run or look like our own interface.
 */
import { isLanguageTag } from '../language-tag.ts'

export const TAGS: ReadonlySet<string> = new Set(
  `p br span a del s pre blockquote code b strong u i em ul ol li ruby rt rp
  ins sub sup abbr bdi details summary`.split(/\s+/),
)

/** Elements that are shown as others with the same meaning. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ['strike', 's'],
  ['tt', 'code'],
  ['kbd', 'code'],
  ['samp', 'code'],
])

/** Allowed elements after which, and in which, a new line begins. */
export const BLOCKS: ReadonlySet<string> = new Set('p pre blockquote ul ol li details summary'.split(' '))

/** Shown as a bold paragraph, as Mastodon does: headings in a post must not become headings of our page. */
export const HEADINGS: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** The tags are dropped, but what is in such an element has lines of its own. */
export const LINE_BREAKING: ReadonlySet<string> = new Set(
  `div section article header footer main nav aside figure figcaption center fieldset legend table caption tr dl dt dd
  address details summary`.split(/\s+/),
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
const DIRECTION = /^(?:ltr|rtl|auto)$/
/** Characters of what an abbreviation stands for. */
const MAX_TITLE_LENGTH = 200

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
    case 'dir':
      return DIRECTION.test(value) ? value : undefined
    case 'title':
      return tag === 'abbr' ? value.slice(0, MAX_TITLE_LENGTH) : undefined
    case 'reversed':
      return tag === 'ol' ? '' : undefined
    default:
      return undefined
  }
}

function isAllowedClass(name: string): boolean {
  return CLASS.test(name)
}
