/** What files export and what they import from each other, by name. Read from their text, like `read-imports.ts`. */
import { dirname, join } from 'node:path'
import { codeOf } from './read-imports.ts'

export interface Export {
  file: string
  name: string
  /** Whether the file itself uses the name, apart from declaring it. */
  isUsedInside: boolean
}

const DECLARATION =
  /^export (?:abstract )?(?:async )?(?:function\*?|const enum|const|let|class|interface|type|enum) ([\w$]+)/gm
const NAMES = /^(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\s*'(\.[^']+)'/gm
const RE_EXPORT = /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*from\s*'([^']+)'/gm
const WHOLE = /\bimport\s+\* as \w+ from '(\.[^']+)'|\bimport\(\s*'(\.[^']+)'/g

export function exportsOf(file: string): Export[] {
  const code = codeOf(file)
  const names = new Set([...code.matchAll(DECLARATION)].map(([, name = '']) => name))
  return [...names].map((name) => {
    const words = code.match(new RegExp(`(?<![\\w$.])${RegExp.escape(name)}(?![\\w$])`, 'g'))
    const declared = code.match(new RegExp(`^export [^\\n]*?\\b${RegExp.escape(name)}\\b`, 'gm'))
    return { file, name, isUsedInside: (words?.length ?? 0) > (declared?.length ?? 0) }
  })
}

/** The re-exports of a file: `export … from '…'`. */
export function reExports(file: string): string[] {
  return [...codeOf(file).matchAll(RE_EXPORT)].map(([, target = '']) => `${file} → ${target}`)
}

/** `src/lib/ids.ts parseId` for each name that a file imports; `src/lib/ids.ts *` for a namespace import. */
export function importedNames(file: string): string[] {
  const code = codeOf(file)
  const resolve = (target: string) => join(dirname(file), target)
  const named = [...code.matchAll(NAMES)].flatMap(([, list = '', target = '']) =>
    list
      .split(',')
      .map((item) => /^(?:type )?([\w$]+)/.exec(item.trim())?.[1])
      .filter((name) => name !== undefined)
      .map((name) => `${resolve(target)} ${name}`),
  )
  const whole = [...code.matchAll(WHOLE)].map(([, star, dynamic = '']) => `${resolve(star ?? dynamic)} *`)
  return [...named, ...whole]
}
