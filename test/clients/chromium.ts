/** A real browser for tests: the Chromium of this machine. */
import { test } from 'node:test'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { createWorld, type World } from '../world/world.ts'
import { CHROMIUM_PATHS, chromiumPath } from './chromium-path.ts'

interface Listening {
  readonly host: string
  readonly port?: number | undefined
}

export interface BrowserScene {
  world: World
  /** Starts the browser, in which the names of these servers lead to their sockets, and no other name but `localhost` leads anywhere. */
  open(...servers: Listening[]): Promise<Browser>
}

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>

/** A test with servers on sockets and a real browser. Where there is no Chromium, it is skipped and says so. */
export function browserTest(name: string, story: (scene: BrowserScene) => Promise<void>): void {
  const executablePath = chromiumPath()
  const missing = `there is no Chromium at CHROMIUM_PATH, ${CHROMIUM_PATHS.join(', ')}`
  test(name, { skip: executablePath === undefined && missing }, async () => {
    await using world = await createWorld({ sockets: true })
    await using browsers = new AsyncDisposableStack()
    const open = async (...servers: Listening[]) => {
      const browser = await chromium.launch({ executablePath, args: [hostRules(servers)] })
      browsers.defer(() => browser.close())
      return browser
    }
    await story({ world, open })
  })
}

/** A browser profile of its own: cookies, colours, size of the window. It accepts the certificates of tests. */
export function newProfile(browser: Browser, options: ContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ ignoreHTTPSErrors: true, ...options })
}

function hostRules(servers: Listening[]): string {
  const rules = servers.map(({ host, port }) => `MAP ${host} 127.0.0.1:${port}`)
  return `--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND', 'EXCLUDE localhost'].join(', ')}`
}
