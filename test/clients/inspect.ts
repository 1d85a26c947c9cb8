/** Looks for faults of a page that a person would notice: with axe, in light and dark, and on a small screen. */
import { readFileSync } from 'node:fs'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 360, height: 740 }
/** The rules of axe whose result depends on colours. */
const COLOURS: RunOptions = { runOnly: ['color-contrast', 'link-in-text-block'] }
/** The rules of axe whose result depends on the place. */
const PLACES: RunOptions = { runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable'] }

/** @returns a line for each fault */
export async function inspect(page: Page): Promise<string[]> {
  // Not as an element of the page, whose policy allows no script.
  await page.evaluate(AXE)
  const faults: string[] = []
  const look = async (name: string, options: RunOptions) => {
    for (const { id, nodes } of await runAxe(page, options))
      faults.push(`${name}: ${id} at ${nodes.map(({ html }) => html.slice(0, 120)).join(', ')}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(WIDE)
  await look('light', {})
  await page.emulateMedia({ colorScheme: 'dark' })
  await look('dark', COLOURS)
  await page.setViewportSize(NARROW)
  await look('360 px', PLACES)
  const width = await page.evaluate('document.documentElement.scrollWidth')
  if (width !== NARROW.width) faults.push(`${width} px wide on a screen of ${NARROW.width} px`)
  return faults
}

function runAxe(page: Page, options: RunOptions): Promise<AxeResults['violations']> {
  return page.evaluate(async (given) => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }
    return (await axe.run(given)).violations
  }, options)
}
