/**
 * Writes the documents that are generated from code: `node tools/gen-docs.ts` (or `npm run docs`). A test compares
 * them.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderApiCoverage } from './render-api-coverage.ts'
import { renderSettings } from './render-settings.ts'

/** Maps a path from the root of the repository to the text of the document. */
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
