/** Writes the documents that are made from the code. `node tools/gen-docs.ts` (or `npm run docs`); a test compares them. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderApiCoverage } from './render-api-coverage.ts'
import { renderSettings } from './render-settings.ts'

/** Path from the root of the project → its text. */
export const documents: Record<string, () => string> = {
  'docs/api-coverage.md': renderApiCoverage,
  'docs/operating/settings.md': renderSettings,
}

export function pathOfDocument(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

if (import.meta.main) {
  for (const [path, render] of Object.entries(documents)) writeFileSync(pathOfDocument(path), render())
}
