/** The one allow-list for strangers' HTML (R-90, R-91): what Mastodon shows, and nothing that can act. */
import sanitize from 'sanitize-html'

declare const safe: unique symbol
/** HTML that went through the sanitizer. */
export type SafeHtml = string & { readonly [safe]: true }

/** Longer HTML is cut before it is parsed (case 77). */
export const MAX_HTML_LENGTH = 100_000

const TAGS = [
  'p', 'br', 'span', 'a', 'del', 's', 'pre', 'blockquote', 'code', 'b', 'strong', 'u', 'i', 'em', 'ul', 'ol', 'li', 'ruby', 'rt', 'rp',
] // biome-ignore format: one list
const CLASSES = ['mention', 'hashtag', 'ellipsis', 'invisible', 'quote-inline', 'h-*', 'p-*', 'u-*', 'dt-*', 'e-*']
const SCHEMES = [
  'https',
  'http',
  'mailto',
  'tel',
  'magnet',
  'gemini',
  'gopher',
  'xmpp',
  'irc',
  'ircs',
  'dat',
  'dweb',
  'ipfs',
  'ipns',
]
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
const NOFOLLOW = 'nofollow noopener noreferrer'

const options: sanitize.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: {
    a: ['href', 'rel', 'class', 'target', 'translate'],
    span: ['class', 'translate'],
    p: ['class', 'lang'],
    ol: ['start', 'reversed'],
    li: ['value'],
    '*': ['lang'],
  },
  allowedClasses: { a: CLASSES, span: CLASSES, p: CLASSES },
  allowedSchemes: SCHEMES,
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: 30,
  transformTags: {
    a: (tagName, { rel, ...attribs }) => ({
      tagName,
      attribs: {
        ...attribs,
        rel: /(?:^|\s)(tag|me)(?:\s|$)/.test(rel ?? '') ? `${rel?.match(/tag|me/)?.[0]} ${NOFOLLOW}` : NOFOLLOW,
        target: '_blank',
      },
    }),
    ...Object.fromEntries(HEADINGS.map((heading) => [heading, () => ({ tagName: 'p', attribs: {} })])),
  },
}

/** `<p>words</p>` with breaks and no other markup: nothing to do, and what most posts are. */
const PLAIN = /^(?:<p>(?:[^<>&]|<br ?\/?>|&(?:amp|lt|gt|quot|#39);)*<\/p>\s*)+$/

/** A stranger's HTML → HTML that may be shown. */
export function sanitizeHtml(html: string): SafeHtml {
  const bounded = html.length > MAX_HTML_LENGTH ? html.slice(0, MAX_HTML_LENGTH) : html
  if (!/[<>&]/.test(bounded) || PLAIN.test(bounded)) return bounded as SafeHtml
  return sanitize(bounded, options) as SafeHtml
}
