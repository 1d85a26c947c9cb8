/**
 * Folded parts of Markdown: `::: spoiler Title`, lines and `:::`, as on Lemmy, or `<details><summary>Title</summary>`,
 * lines and `</details>`, as on GitHub.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it'

interface Form {
  /** Its first group is the title. */
  opening: RegExp
  closing: RegExp
}

const FORMS: readonly Form[] = [
  { opening: /^:::+[ \t]*spoiler[ \t]+(\S.*)$/i, closing: /^:::+[ \t]*$/ },
  { opening: /^<details>[ \t]*(?:<summary>(.*)<\/summary>)?[ \t]*$/i, closing: /^<\/details>[ \t]*$/i },
]
const SUMMARY = /^<summary>(.*)<\/summary>[ \t]*$/i
/** Parts within parts beyond this are not folded. It also bounds how far an opening without an end is searched for one. */
const MAX_DEPTH = 8
/** So far indented, a line is code. */
const CODE_INDENT = 4

interface Fold {
  /** Empty if it has none. Browsers then show a word of their own. */
  title: string
  /** The line after the title, and that of the end. */
  start: number
  end: number
}

/** Adds the rule for folded parts to a parser. */
export function foldDetails(markdown: MarkdownIt): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list']
  markdown.block.ruler.before('fence', 'details', foldBlock, { alt })
}

/** @returns whether a folded part begins at the line. If `silent`, nothing is written. */
function foldBlock(state: StateBlock, line: number, endLine: number, silent: boolean): boolean {
  const fold = findFold(state, line, endLine)
  if (!fold || silent) return fold !== undefined
  state.push('details_open', 'details', 1)
  if (fold.title !== '') writeSummary(state, fold.title, line)
  const { lineMax, parentType } = state
  Object.assign(state, { lineMax: fold.end, parentType: 'details' })
  state.md.block.tokenize(state, fold.start, fold.end)
  Object.assign(state, { lineMax, parentType, line: fold.end + 1 })
  state.push('details_close', 'details', -1)
  return true
}

function writeSummary(state: StateBlock, title: string, line: number): void {
  state.push('summary_open', 'summary', 1)
  Object.assign(state.push('inline', '', 0), { content: title, map: [line, line + 1], children: [] })
  state.push('summary_close', 'summary', -1)
}

function findFold(state: StateBlock, line: number, endLine: number): Fold | undefined {
  const opened = textOf(state, line)
  const form = FORMS.find(({ opening }) => opening.test(opened))
  const end = form && findEnd(state, form, line, endLine)
  if (!form || end === undefined) return undefined
  const title = form.opening.exec(opened)?.[1]
  if (title !== undefined) return { title: title.trim(), start: line + 1, end }
  const [, below] = SUMMARY.exec(textOf(state, line + 1)) ?? []
  return { title: below?.trim() ?? '', start: below === undefined ? line + 1 : line + 2, end }
}

/** The line that ends what the given one begins. */
function findEnd(state: StateBlock, { opening, closing }: Form, from: number, endLine: number): number | undefined {
  let depth = 1
  for (let line = from + 1; line < endLine && depth <= MAX_DEPTH; line++) {
    const text = textOf(state, line)
    if (opening.test(text)) depth++
    if (closing.test(text)) depth--
    if (depth === 0) return line
  }
  return undefined
}

/** A line without its indentation; empty if it is code, or outside of the list or quotation that is being read. */
function textOf({ src, bMarks, tShift, eMarks, sCount, blkIndent }: StateBlock, line: number): string {
  const indent = (sCount[line] ?? 0) - blkIndent
  if (indent < 0 || indent >= CODE_INDENT) return ''
  return src.slice((bMarks[line] ?? 0) + (tShift[line] ?? 0), eMarks[line])
}
