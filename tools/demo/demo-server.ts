/** A server of the demo: a real process, its command line, and the client of one user. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SECOND } from '../../src/lib/durations.ts'

const ATOLL = join(import.meta.dirname, '..', '..', 'bin', 'atoll')
const START_TIMEOUT_MS = 20 * SECOND
const run = promisify(execFile)

export interface Post {
  id: string
  uri: string
  content: string
  edited_at: string | null
  reblogs_count: number
  favourites_count: number
  account: { acct: string }
}

export class DemoServer {
  readonly name: string
  readonly port: number
  readonly #env: Record<string, string>
  #process: ChildProcess | undefined
  #printed = ''
  #key = ''

  /** @param env settings that differ from those of the demo */
  constructor(name: string, port: number, folder: string, env: Record<string, string> = {}) {
    this.name = name
    this.port = port
    this.#env = {
      PATH: process.env.PATH ?? '',
      ATOLL_PORT: String(port),
      ATOLL_DATA: join(folder, name),
      ATOLL_ALLOW_PRIVATE_ADDRESSES: 'yes',
      ATOLL_RATE_LIMITS: 'no',
      ATOLL_LOG_LEVEL: 'error',
      ...env,
    }
  }

  get origin(): string {
    return `http://localhost:${this.port}`
  }

  /** The API key of the user. */
  get key(): string {
    return this.#key
  }

  /** The address that the first start printed, where the owner makes an account. */
  get setupLink(): string | undefined {
    return /http\S+\/setup\/\S+/.exec(this.#printed)?.[0]
  }

  /** Runs `atoll serve` and waits for its first answer. */
  async start(): Promise<void> {
    const child = spawn(ATOLL, ['serve'], { env: this.#env, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text
    })
    this.#process = child
    const deadline = performance.now() + START_TIMEOUT_MS
    while (!(await this.#answers())) {
      if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${this.name} did not start`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async #answers(): Promise<boolean> {
    return fetch(`${this.origin}/health`).then(
      (response) => response.ok,
      () => false,
    )
  }

  /**
   * Kills the process that `start` started, as a supervisor would. By default sends SIGKILL, which leaves no time to
   * clean up.
   * @throws Error if something still answers
   */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
    if (await this.#answers()) throw new Error(`${this.name} was killed and still answers`)
  }

  /** Creates a user with the command line, and uses its API key from here on. */
  async makeUser(name: string): Promise<void> {
    await this.#atoll('user', 'create', name, '--email', `${name}@example.org`)
    const made = await this.#atoll('token', 'create', name, '--scopes', 'read write follow', '--json')
    this.#key = JSON.parse(made).key
  }

  async #atoll(...args: string[]): Promise<string> {
    return (await run(ATOLL, args, { env: this.#env })).stdout
  }

  /**
   * Sends one request to the client API.
   * @throws Error with the server's answer, if it is not a success
   */
  async api<T>(
    method: string,
    path: string,
    form: Record<string, string> = {},
    more: Record<string, string> = {},
  ): Promise<T> {
    const body = method === 'GET' ? undefined : new URLSearchParams(form)
    const headers = { ...more, authorization: `Bearer ${this.#key}` }
    const response = await fetch(`${this.origin}/api${path}`, { method, headers, ...(body && { body }) })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }

  home(): Promise<Post[]> {
    return this.api('GET', '/v1/timelines/home?limit=40')
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
