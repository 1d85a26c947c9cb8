/** Writes new, safe HTML from the events of a parser. */
import { DROPPED, HEADINGS, LINE_BREAKING, RENAMED, TAGS } from './allow-list.ts'
import { escapeHtml } from './escape.ts'
import { HtmlBuilder } from './html-builder.ts'
import { MathReader } from './math.ts'
import { safeHref } from './safe-href.ts'
import { STAND_INS } from './stand-ins.ts'

export interface SanitizeOptions {
  /** The address against which relative links are resolved. Without it they are dropped. */
  base?: string
  /** Is given the attributes of each picture. If it returns true, the picture is shown elsewhere, not as its alt text. */
  takePicture?(attributes: Attributes): boolean
}

type Attributes = Record<string, string>

/** The tags of deeper elements are dropped; their text stays. */
const MAX_DEPTH = 32
const MAX_ALT_LENGTH = 1500
const NOFOLLOW = 'nofollow noopener noreferrer'

/** Receives the parser's events. */
export class SafeWriter {
  readonly out = new HtmlBuilder()
  readonly #options: SanitizeOptions
  /** The names of all open elements, also of dropped ones. */
  readonly #names: string[] = []
  #depth = 0
  #dropping = 0
  #links = 0
  #math: MathReader | undefined

  constructor(options: SanitizeOptions) {
    this.#options = options
  }

  onopentag(name: string, attributes: Attributes): void {
    this.#names.push(name)
    if (this.#dropping > 0 || DROPPED.has(name)) {
      this.#dropping++
      return
    }
    this.#math?.onopentag(name, attributes)
    const end = this.#math ? '' : this.#start(name, attributes)
    if (end !== '') this.#depth++
    this.out.open.push(end)
  }

  ontext(text: string): void {
    if (this.#dropping > 0) return
    if (this.#math) this.#math.ontext(text)
    else this.out.text(text)
  }

  onclosetag(name: string): void {
    // Where the input ends within a start tag, the parser closes an element that it has not opened.
    if (this.#names.at(-1) !== name) return
    this.#names.pop()
    if (this.#dropping > 0) {
      this.#dropping--
      return
    }
    const end = this.out.open.pop() ?? ''
    if (this.#math) this.#endInMath(this.#math, name)
    else this.#end(name, end)
  }

  #end(name: string, end: string): void {
    if (end !== '') this.#depth--
    if (name === 'a' && end !== '') this.#links--
    this.out.end(end)
    if (LINE_BREAKING.has(name)) this.out.freshLine()
  }

  #endInMath(math: MathReader, name: string): void {
    math.onclosetag(name)
    if (name !== 'math') return
    this.#math = undefined
    this.out.text(math.toText())
  }

  /** Writes the start of an element. Returns its end, or an empty string if the element is not written. */
  #start(name: string, attributes: Attributes): string {
    const isKept = this.#isKept(name)
    if (LINE_BREAKING.has(name) && !isKept) this.out.freshLine()
    if (name === 'math') this.#math = new MathReader(attributes)
    if (name === 'img') this.#writePicture(attributes)
    STAND_INS.get(name)?.(this.out, attributes)
    if (this.#depth >= MAX_DEPTH) return ''
    if (HEADINGS.has(name)) return this.#startHeading()
    if (name === 'q') return this.#startQuote()
    if (!isKept) return ''
    return name === 'a' ? this.#startLink(attributes) : this.out.start(RENAMED.get(name) ?? name, attributes)
  }

  /** Browsers close a paragraph where another block begins in it, at another place than we do. */
  #isKept(name: string): boolean {
    if (name === 'br') return false
    if (name === 'summary') return this.out.open.at(-1) === '</details>'
    if (name === 'p' || name === 'details') return !this.out.inParagraph()
    return TAGS.has(name) || RENAMED.has(name)
  }

  #writePicture(attributes: Attributes): void {
    if (this.#options.takePicture?.(attributes)) this.out.leaveOutPicture()
    else this.out.text((attributes.alt ?? '').slice(0, MAX_ALT_LENGTH))
  }

  #startHeading(): string {
    if (this.out.inParagraph()) return this.out.start('strong')
    const end = this.out.start('p')
    return this.out.start('strong') + end
  }

  #startQuote(): string {
    const isInner = this.out.open.includes('”')
    this.out.text(isInner ? '‘' : '“')
    return isInner ? '’' : '”'
  }

  #startLink(attributes: Attributes): string {
    const href = safeHref(attributes.href ?? '', this.#options.base)
    // Browsers do not nest links either.
    if (href === undefined || this.#links > 0) return ''
    this.#links++
    const kept = (attributes.rel ?? '').split(' ').filter((token) => token === 'tag' || token === 'me')
    const rel = [...kept, NOFOLLOW].join(' ')
    const own = { first: ` href="${escapeHtml(href)}"`, last: ` rel="${rel}" target="_blank"` }
    return this.out.start('a', attributes, own)
  }
}
