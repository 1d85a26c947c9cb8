import { existsSync } from 'node:fs'

/** Where packages put it: Debian and its relatives, other distributions, Google's own, macOS. */
export const CHROMIUM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium that tests use: the one that `CHROMIUM_PATH` names, or else one in the usual places. */
export function chromiumPath(): string | undefined {
  const paths = process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : CHROMIUM_PATHS
  return paths.find((path) => existsSync(path))
}
