/** Follows the imports of a file. */
import { existsSync } from 'node:fs'
import { importsOf } from '../../test/architecture/read-imports.ts'

/** Whether loading `from` loads `target`, both as paths from the root of the repository. */
export function reaches(from: string, target: string): boolean {
  const seen = new Set([from])
  for (const file of seen) {
    if (file === target) return true
    for (const { to, isType } of importsOf(file)) if (!isType && existsSync(to)) seen.add(to)
  }
  return false
}
