/** Reads the dependency rule from ARCHITECTURE.md, so that the rule and its check cannot disagree. */
import { readFileSync } from 'node:fs'

export interface DependencyRule {
  /** Each part of `src`, with the parts it may import. */
  allowed: ReadonlyMap<string, ReadonlySet<string>>
}

/** Parses `lib, config ← db ← …`: a part may import every part to the left of it in the same line. */
export function readDependencyRule(page = readFileSync('ARCHITECTURE.md', 'utf8')): DependencyRule {
  const [, block] = /## The dependency rule[\s\S]*?```\n([\s\S]*?)```/.exec(page) ?? []
  if (block === undefined) throw new Error('ARCHITECTURE.md has no code block below "The dependency rule"')
  const allowed = new Map<string, Set<string>>()
  for (const line of block.trim().split('\n')) {
    const left: string[] = []
    for (const step of line.split('←')) {
      const parts = step.split(',').map((part) => part.trim())
      for (const part of parts) allowed.set(part, new Set([...(allowed.get(part) ?? []), ...left]))
      left.push(...parts)
    }
  }
  return { allowed }
}

/** `src/core/app.ts` → `core`, `src/http.ts` → `http` */
export function partOf(file: string): string | undefined {
  return /^src\/([^/.]+)/.exec(file)?.[1]
}
