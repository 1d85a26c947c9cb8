/** The formula of a `<math>` element as text, since MathML is not shown (FEP-dc88). */

type Part = 'tex' | 'plain' | 'symbols'

const ENCODINGS: ReadonlyMap<string, Part> = new Map([
  ['application/x-tex', 'tex'],
  ['text/plain', 'plain'],
])

/** Receives what a parser finds between `<math>` and its end. */
export class MathReader {
  readonly #texts: Record<Part, string> = { tex: '', plain: '', symbols: '' }
  readonly #isBlock: boolean
  #part: Part | undefined = 'symbols'

  constructor({ display }: Record<string, string>) {
    this.#isBlock = display === 'block'
  }

  onopentag(name: string, { encoding = '' }: Record<string, string>): void {
    if (name.startsWith('annotation')) this.#part = ENCODINGS.get(encoding.toLowerCase())
  }

  ontext(text: string): void {
    if (this.#part) this.#texts[this.#part] += text
  }

  onclosetag(name: string): void {
    if (name.startsWith('annotation')) this.#part = 'symbols'
  }

  /** `$x^2$`, or `$$x^2$$` for a formula of its own, as Mastodon writes it; without TeX the words or signs. */
  toText(): string {
    const { tex, plain, symbols } = this.#texts
    if (tex.trim() === '') return plain.trim() || symbols.trim().replace(/\s{1,1000}/g, ' ')
    return this.#isBlock ? `$$${tex.trim()}$$` : `$${tex.trim()}$`
  }
}
