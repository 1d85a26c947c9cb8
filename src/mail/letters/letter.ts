import type { VNode } from 'preact'

/** The server that sends a letter. */
export interface LetterSite {
  title: string
  host: string
  origin: string
}

/** One kind of letter. */
export interface LetterKind<Facts> {
  subject(facts: Facts, site: LetterSite): string
  body(facts: Facts, site: LetterSite): VNode
}
