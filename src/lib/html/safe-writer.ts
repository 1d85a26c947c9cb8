/** Writes new, safe HTML from the events of a parser. */
import { BLOCKS, DROPPED, HEADINGS, keptAttribute, LINE_BREAKING, RENAMED, TAGS } from './allow-list.ts'
import { escapeHtml, escapeText } from './escape.ts'
import { MathReader } from './math.ts'
import { safeHref } from './safe-href.ts'

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

/** Receives the parser's events. `open` holds what to write at the end of each open element, or an empty string. */
export class SafeWriter {
  html = ''
  readonly open: string[] = []
  readonly #options: SanitizeOptions
  #depth = 0
  #dropping = 0
  #links = 0
  /** Cells of the current table row. */
  #cells = 0
  /** Whether the next text begins a line. */
  #atLineStart = true
  #math: MathReader | undefined
  /** Where the open paragraph begins, and where its text does. */
  #paragraph: { start: number; text: number } | undefined
  /** Whether a picture was taken out of it. */
  #isPictureTaken = false

  constructor(options: SanitizeOptions) {
    this.#options = options
  }

  onopentag(name: string, attributes: Attributes): void {
    if (this.#dropping > 0 || DROPPED.has(name)) {
      this.#dropping++
      return
    }
    const end = this.#start(name, attributes)
    if (end !== '') this.#depth++
    this.open.push(end)
  }

  ontext(text: string): void {
    if (this.#dropping > 0) return
    if (this.#math) this.#math.ontext(text)
    else this.#text(text)
  }

  onclosetag(name: string): void {
    if (this.#dropping > 0) {
      this.#dropping--
      return
    }
    const end = this.open.pop() ?? ''
    if (this.#math) {
      this.#endInMath(name)
      return
    }
    if (end !== '') this.#depth--
    if (name === 'a' && end !== '') this.#links--
    this.html += end
    if (name === 'p' && end !== '') this.#endParagraph(end)
    if (end !== '' && (BLOCKS.has(name) || HEADINGS.has(name))) this.#atLineStart = true
    if (LINE_BREAKING.has(name)) this.#breakLine()
  }

  /** Removes a paragraph that had only pictures, which are shown elsewhere. */
  #endParagraph(end: string): void {
    const { start = 0, text = 0 } = this.#paragraph ?? {}
    const isEmpty = this.html.length === text + end.length
    if (this.#paragraph && this.#isPictureTaken && isEmpty) this.html = this.html.slice(0, start)
    this.#paragraph = undefined
    this.#isPictureTaken = false
  }

  #text(text: string): void {
    this.html += escapeText(text)
    if (/\S/.test(text)) this.#atLineStart = false
  }

  #breakLine(): void {
    if (!this.#atLineStart) this.html += '<br>'
    this.#atLineStart = true
  }

  /** Writes the start of an element. Returns its end, or an empty string if the element is not written. */
  #start(name: string, attributes: Attributes): string {
    if (this.#math) this.#math.onopentag(name, attributes)
    else if (LINE_BREAKING.has(name) && !this.#isKept(name)) this.#breakLine()
    if (this.#math || this.#replaced(name, attributes) || this.#depth >= MAX_DEPTH) return ''
    if (HEADINGS.has(name)) return this.#startHeading()
    if (name === 'q') return this.#startQuote()
    if (!this.#isKept(name)) return ''
    return name === 'a' ? this.#startLink(attributes) : this.#write(name, attributes)
  }

  /** Writes what stands for an element without content, or for a formula or a cell. */
  #replaced(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'br':
        this.html += '<br>'
        this.#atLineStart = true
        return true
      case 'img':
        this.#writePicture(attributes)
        return true
      case 'hr':
        this.#writeRule()
        return true
      case 'input':
        if (attributes.type === 'checkbox') this.#text('checked' in attributes ? '☑ ' : '☐ ')
        return true
      case 'math':
        this.#math = new MathReader(attributes)
        return true
      case 'tr':
        this.#cells = 0
        return true
      case 'td':
      case 'th':
        if (this.#cells++ > 0) this.#text(' | ')
        return true
      default:
        return false
    }
  }

  #writePicture(attributes: Attributes): void {
    if (this.#options.takePicture?.(attributes)) this.#isPictureTaken = true
    else this.#text((attributes.alt ?? '').slice(0, MAX_ALT_LENGTH))
  }

  #writeRule(): void {
    if (this.#inParagraph()) {
      this.#breakLine()
      this.#text('* * *')
      this.#breakLine()
    } else {
      this.html += '<p>* * *</p>'
      this.#atLineStart = true
    }
  }

  #endInMath(name: string): void {
    this.#math?.onclosetag(name)
    if (name !== 'math') return
    const formula = this.#math?.toText() ?? ''
    this.#math = undefined
    this.#text(formula)
  }

  /** Browsers close a paragraph where another block begins in it, at another place than we do. */
  #isKept(name: string): boolean {
    if (name === 'summary') return this.open.at(-1) === '</details>'
    if (name === 'p' || name === 'details') return !this.#inParagraph()
    return TAGS.has(name) || RENAMED.has(name)
  }

  #startHeading(): string {
    const [start, end] = this.#inParagraph() ? ['<strong>', '</strong>'] : ['<p><strong>', '</strong></p>']
    this.html += start
    if (start !== '<strong>') this.#atLineStart = true
    return end
  }

  #startQuote(): string {
    const isInner = this.open.includes('”')
    this.#text(isInner ? '‘' : '“')
    return isInner ? '’' : '”'
  }

  #inParagraph(): boolean {
    return this.open.includes('</p>') || this.open.includes('</strong></p>')
  }

  #startLink(attributes: Attributes): string {
    const href = safeHref(attributes.href ?? '', this.#options.base)
    // Browsers do not nest links either.
    if (href === undefined || this.#links > 0) return ''
    this.#links++
    const kept = (attributes.rel ?? '').split(' ').filter((token) => token === 'tag' || token === 'me')
    const rel = [...kept, NOFOLLOW].join(' ')
    return this.#write('a', attributes, ` href="${escapeHtml(href)}"`, ` rel="${rel}" target="_blank"`)
  }

  #write(name: string, attributes: Attributes, first = '', last = ''): string {
    const tag = RENAMED.get(name) ?? name
    const start = this.html.length
    this.html += `<${tag}${first}`
    for (const key in attributes) {
      const value = keptAttribute(tag, key, attributes[key] ?? '')
      if (value !== undefined) this.html += ` ${key}="${escapeHtml(value)}"`
    }
    this.html += `${last}>`
    if (BLOCKS.has(tag)) this.#atLineStart = true
    if (tag === 'p') {
      this.#paragraph = { start, text: this.html.length }
      this.#isPictureTaken = false
    }
    return `</${tag}>`
  }
}
