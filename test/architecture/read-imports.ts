/** Reads what the files of `src` import from their text. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Import {
  /** `src/core/app.ts` */
  from: string
  /** A file of this repository, or the name of a package. */
  to: string
  /** Removed by type stripping. */
  isType: boolean
}

const STATIC = /^(?:import|export)\s+(type\s)?([^'"]*?)\bfrom\s+'([^']+)'/gm
const BARE = /^import\s+'([^']+)'/gm
const DYNAMIC = /\bimport\(\s*'([^']+)'/g

/** The source files, without tests and fixtures. */
export function sourceFiles(): string[] {
  return globSync('src/**/*.{ts,tsx}')
    .filter((file) => !/\.test\.tsx?$|\/fixtures\//.test(file))
    .sort()
}

export function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = [...text.matchAll(STATIC)].map(([, type, names = '', target = '']) => ({
    target,
    isType: type !== undefined || areAllTypes(names),
  }))
  for (const [, target = ''] of [...text.matchAll(BARE), ...text.matchAll(DYNAMIC)])
    found.push({ target, isType: false })
  return found.map(({ target, isType }) => ({ from: file, to: resolve(file, target), isType }))
}

function areAllTypes(names: string): boolean {
  const list = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1]
  if (list === undefined) return false
  const each = list.split(',').filter((name) => name.trim() !== '')
  return each.length > 0 && each.every((name) => name.trim().startsWith('type '))
}

function resolve(file: string, target: string): string {
  return target.startsWith('.') ? join(dirname(file), target) : target
}

/** The text of a file without its comments, which may mention a global without using it. */
export function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{(,])\/\/.*$/gm, '$1')
}
