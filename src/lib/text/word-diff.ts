/** What changed between two texts, word by word. */

interface DiffPart {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** The table of a comparison has a cell for each pair of words. Longer texts are shown as replaced. */
const MAX_CELLS = 250_000

/** Both texts in parts: those without the added ones are the first text, those without the removed ones the second. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  if (a.length * b.length > MAX_CELLS) return joined([removed(before), added(after)])
  return joined(walk(a, b, commonLengths(a, b)))
}

/** Words and the spaces between them. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? []
}

/** At `i × (b.length + 1) + j`: how many words `a` from i and `b` from j have in common, in order. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => table[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  return table
}

function walk(a: readonly string[], b: readonly string[], table: Uint32Array): DiffPart[] {
  const width = b.length + 1
  const at = (i: number, j: number) => table[i * width + j] ?? 0
  const parts: DiffPart[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [mine = '', theirs = ''] = [a[i], b[j]]
    if (i < a.length && j < b.length && mine === theirs) {
      parts.push({ kind: 'same', text: mine })
      i++
      j++
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      parts.push(removed(mine))
      i++
    } else {
      parts.push(added(theirs))
      j++
    }
  }
  return parts
}

function removed(text: string): DiffPart {
  return { kind: 'removed', text }
}

function added(text: string): DiffPart {
  return { kind: 'added', text }
}

/** Neighbours of one kind become one part. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (last?.kind === part.kind) last.text += part.text
    else if (part.text !== '') result.push({ ...part })
  }
  return result
}
