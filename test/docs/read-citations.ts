/**
 * Finds the rule ids that code, tests and documentation cite: `C5`, `E-41`, `case 67`, and ranges such as `S-01 to
 * S-06`.
 */
import { globSync, readFileSync } from 'node:fs'

export interface Citation {
  id: string
  file: string
  line: number
}

const FILES = ['{bench,bin,docs,src,test,tools}/**/*.{ts,tsx,md,sh}', '*.md']
/** The page that explains the ids. */
const RULES = /^docs\/rules\.md$/
const TO = / to |–/
const ID = /(?:C[1-9]\d?|[AEQRS]-\d{2,3})/
const LETTERED = new RegExp(`\\b${ID.source}\\b(?:(?:${TO.source})${ID.source}\\b)?`, 'g')
const CASES = /\b[Cc]ases? (\d+(?:(?:, and |, | and | to |–)\d+)*)/g

export function citations(): Citation[] {
  return globSync(FILES)
    .filter((file) => !RULES.test(file) && !file.includes('/fixtures/') && !file.includes('/payloads/'))
    .sort()
    .flatMap(citationsIn)
}

function citationsIn(file: string): Citation[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((text, index) => idsIn(text).map((id) => ({ id, file, line: index + 1 })))
}

/** @returns each id, with ranges expanded */
export function idsIn(text: string): string[] {
  const lettered = [...text.matchAll(LETTERED)].flatMap(([found]) => expand(found))
  const cases = [...text.matchAll(CASES)].flatMap(([, list = '']) =>
    list.split(/, and |, | and /).flatMap((one) => expand(one).map((number) => `case ${number}`)),
  )
  return [...lettered, ...cases]
}

/** `S-01 to S-03` → `S-01`, `S-02`, `S-03` */
function expand(range: string): string[] {
  const [first = '', last = first] = range.split(TO)
  const [prefix = '', digits = ''] = [first.replace(/\d+$/, ''), /\d+$/.exec(first)?.[0]]
  const [from, until] = [Number(digits), Number(/\d+$/.exec(last)?.[0])]
  const numbers = Array.from({ length: Math.max(until - from, 0) + 1 }, (_, n) => String(from + n))
  return numbers.map((number) => prefix + number.padStart(digits.length, '0'))
}
