import { BLOCKS, keptAttribute } from './allow-list.ts'
import { escapeHtml, escapeText } from './escape.ts'

/** Safe HTML that is being written, and where in it the next piece will be. */
export class HtmlBuilder {
  html = ''
  /** What to write at the end of each open element, or an empty string. */
  readonly open: string[] = []
  /** Cells of the current table row. */
  cells = 0
  #atLineStart = true
  /** Where the open paragraph begins, where its text does, and whether a picture was taken out of it. */
  #paragraph: { start: number; text: number; isPictureTaken: boolean } | undefined

  text(text: string): void {
    this.html += escapeText(text)
    if (/\S/.test(text)) this.#atLineStart = false
  }

  lineBreak(): void {
    this.html += '<br>'
    this.#atLineStart = true
  }

  /** Begins a line, unless the next text begins one anyway. */
  freshLine(): void {
    if (!this.#atLineStart) this.lineBreak()
  }

  /**
   * Writes a start tag with those of the attributes that are kept.
   * @param first HTML before, and `last` after them
   * @returns the end tag
   */
  start(tag: string, attributes: Readonly<Record<string, string>> = {}, { first = '', last = '' } = {}): string {
    const start = this.html.length
    this.html += `<${tag}${first}`
    for (const key in attributes) {
      const value = keptAttribute(tag, key, attributes[key] ?? '')
      if (value !== undefined) this.html += ` ${key}="${escapeHtml(value)}"`
    }
    this.html += `${last}>`
    if (BLOCKS.has(tag)) this.#atLineStart = true
    if (tag === 'p') this.#paragraph = { start, text: this.html.length, isPictureTaken: false }
    return `</${tag}>`
  }

  /** @param end what `start` returned */
  end(end: string): void {
    if (end === '</p>') this.#endParagraph()
    else this.html += end
    if (end.endsWith('</p>') || BLOCKS.has(end.slice(2, -1))) this.#atLineStart = true
  }

  inParagraph(): boolean {
    return this.open.includes('</p>') || this.open.includes('</strong></p>')
  }

  /** A picture is shown elsewhere. If there is nothing else in its paragraph, that is left out. */
  leaveOutPicture(): void {
    if (this.#paragraph) this.#paragraph.isPictureTaken = true
  }

  #endParagraph(): void {
    const paragraph = this.#paragraph
    this.#paragraph = undefined
    if (paragraph?.isPictureTaken && this.html.length === paragraph.text)
      this.html = this.html.slice(0, paragraph.start)
    else this.html += '</p>'
  }
}
