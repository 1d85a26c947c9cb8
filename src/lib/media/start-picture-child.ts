import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONFINED_ENVIRONMENT, type Confinement } from './confinement.ts'
import { MediaError } from './media-error.ts'
import type { PictureReply } from './picture-task.ts'

const MEBIBYTE = 1_048_576
/** What Node reserves before anything is decoded, most of it address space for compiled code. */
const NODE_DATA_BYTES = 640 * MEBIBYTE
const HEAP_MEBIBYTES = 128
const PACKAGE = join(import.meta.dirname, '../../..')
const ENTRY = join(import.meta.dirname, 'picture-child.ts')
/** Of what Node says when it cannot start, in characters. */
const MAX_COMPLAINT = 2_000
const MODULES = '/node_modules/'

/** What a child is started with, and keeps. */
export interface ChildBounds {
  memoryBytes: number
  outputBytes: number
  /** A file that its JavaScript may read, and not only libvips. */
  readable?: string
}

/** Starts the child and waits until it can take a task. @throws MediaError if it cannot */
export async function startPictureChild(
  confinement: Confinement,
  { memoryBytes, outputBytes, readable }: ChildBounds,
): Promise<ChildProcess> {
  const bounds = { dataBytes: memoryBytes + NODE_DATA_BYTES, fileBytes: outputBytes }
  const [program = '', ...args] = confinement.wrap([process.execPath, ...nodeOptions(readable), ENTRY], bounds)
  const child = spawn(program, args, {
    env: CONFINED_ENVIRONMENT,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_COMPLAINT)
  })
  const reply = await nextReply(child)
  if (reply && 'ready' in reply) return child
  throw new MediaError(['media-decoder-broken'], complaint)
}

/**
 * The next message of the child; undefined if it ends before.
 * @param onBegun called when the child has read its task
 */
export function nextReply(child: ChildProcess, onBegun?: () => void): Promise<PictureReply | undefined> {
  return new Promise((resolve) => {
    const settle = (reply?: PictureReply) => {
      child.off('message', onMessage).off('exit', onEnd).off('error', onEnd)
      resolve(reply)
    }
    const onMessage = (message: unknown) => {
      const reply = message as PictureReply
      if ('begun' in reply) onBegun?.()
      else settle(reply)
    }
    const onEnd = () => settle()
    child.on('message', onMessage).on('exit', onEnd).on('error', onEnd)
  })
}

/** The JavaScript of the child can read its own code, and nothing else but this file. */
function nodeOptions(source: string | undefined): string[] {
  const modules = fileURLToPath(import.meta.resolve('sharp'))
  const readable = [
    ...(source ? [source] : []),
    import.meta.dirname,
    join(PACKAGE, 'package.json'),
    join(PACKAGE, 'node_modules'),
    modules.slice(0, modules.lastIndexOf(MODULES) + MODULES.length),
  ]
  return [
    `--max-old-space-size=${HEAP_MEBIBYTES}`,
    ...['--permission', '--allow-addons', '--disable-warning=PERM0001'],
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...typeStripper(),
  ]
}

/** Node does not strip types below node_modules, where npm puts what it installs from an archive. */
function typeStripper(): string[] {
  return PACKAGE.includes(MODULES) ? ['--import', join(PACKAGE, 'bin/strip-types.js')] : []
}
