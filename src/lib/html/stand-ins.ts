import type { HtmlBuilder } from './html-builder.ts'

/** What is written in the place of elements that have no text of their own, and of cells. */
export const STAND_INS: ReadonlyMap<string, (to: HtmlBuilder, attributes: Record<string, string>) => void> = new Map([
  ['br', (to) => to.lineBreak()],
  ['hr', writeRule],
  ['input', writeCheckBox],
  ['tr', beginRow],
  ['td', beginCell],
  ['th', beginCell],
])

function writeRule(to: HtmlBuilder): void {
  const end = to.inParagraph() ? undefined : to.start('p')
  to.freshLine()
  to.text('* * *')
  if (end === undefined) to.freshLine()
  else to.end(end)
}

function writeCheckBox(to: HtmlBuilder, attributes: Record<string, string>): void {
  if (attributes.type === 'checkbox') to.text('checked' in attributes ? '☑ ' : '☐ ')
}

function beginRow(to: HtmlBuilder): void {
  to.cells = 0
}

function beginCell(to: HtmlBuilder): void {
  if (to.cells++ > 0) to.text(' | ')
}
