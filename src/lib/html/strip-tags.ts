/** Turns a text that may be HTML or plain text into plain text. Only what is really a tag is removed from it. */
import { decodeHTMLStrict } from 'entities'

/** The elements of HTML, and obsolete ones that old software still writes. `<x>` and `I <3 you` contain none of them. */
const ELEMENTS =
  'a abbr acronym address area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp'
/** The repetition is bounded, so that matching takes linear time even on a megabyte of `<a `. */
const TAG = new RegExp(`</?(?:${ELEMENTS.replaceAll(' ', '|')})(?:[\\s/][^<>]{0,2000})?>`, 'gi')
/** What ends a line, and must not join the words on both sides. */
const LINE_END = /^<(?:br|hr|\/(?:p|div|li|h[1-6]|blockquote|pre|tr))\b/i

/** `<b>Tom</b> &amp; Jerry <3` → `Tom & Jerry <3`. Entities are decoded once. */
export function stripTags(text: string): string {
  if (!/[<&]/.test(text)) return text
  return decodeHTMLStrict(text.replace(TAG, (tag) => (LINE_END.test(tag) ? ' ' : '')))
}
