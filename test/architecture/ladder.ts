/** The dependency rule, read from the page that states it: rule and check are one text. */
import { readFileSync } from 'node:fs'

export interface Ladder {
  /** Each part of `src` with the parts that it may import. */
  allowed: ReadonlyMap<string, ReadonlySet<string>>
}

/** `lib, config ← db ← …`: what stands right may import all that stands left of it in the same line. */
export function readLadder(page = readFileSync('ARCHITECTURE.md', 'utf8')): Ladder {
  const [, block] = /## The dependency rule[\s\S]*?```\n([\s\S]*?)```/.exec(page) ?? []
  if (block === undefined) throw new Error('ARCHITECTURE.md has no block below «The dependency rule»')
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
