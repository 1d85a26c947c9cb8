/** Finds the paths that a documentation page names, in `backticks` and in fenced blocks. */
import { globSync } from 'node:fs'

/** A file with an extension, or a folder with a trailing slash. `<noun>`, `*` and `NNNN` stand for any name. */
const NAMED = /(?<![\w/.<-])[\w.*<>-]+(?:\/[\w.*<>-]+)*(?:\.(?:tsx?|md|json|sh)\b|\/(?![\w*<]))/g
/** In backticks, a path may also lack an extension, as in `bin/atoll`. */
const BARE = /^[a-z]+\/[a-z-]+$/
/** Fenced blocks, and the parts of a line in backticks. */
const FENCED = /^```[\s\S]*?^```/gm
const TICKED = /`([^`\n]+)`/g

export interface NamedPath {
  path: string
  /** The folders that the same table row names first. Other paths in that row may be relative to them. */
  row: string[]
}

/** Every path once. */
export function pathsIn(page: string): NamedPath[] {
  const fenced = [...page.matchAll(FENCED)].flatMap(([block]) => block.split('\n').slice(1, -1).flatMap(namedIn))
  const found = fenced.map((path): NamedPath => ({ path, row: [] }))
  for (const line of page.replaceAll(FENCED, '').split('\n')) {
    const row = ticked(line.startsWith('|') ? (line.split('|')[1] ?? '') : '')
    for (const path of ticked(line)) found.push({ path, row })
  }
  return [...new Map(found.map((one) => [one.path, one])).values()]
}

function ticked(text: string): string[] {
  return [...text.matchAll(TICKED)].flatMap(([, code = '']) => (BARE.test(code) ? [code] : namedIn(code)))
}

function namedIn(text: string): string[] {
  return text.match(NAMED) ?? []
}

/** Whether the path exists: from the root of the repository, in `src/`, or in a folder of its row. */
export function isThere({ path, row }: NamedPath): boolean {
  const pattern = path.replaceAll(/<[^>]+>|NNNN/g, '*')
  return ['', 'src/', ...row].some((folder) => globSync(`${folder}${pattern}`).length > 0)
}
