import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** How the processes that open files of others are confined on this machine. */
export interface Confinement {
  /** For administrators: what applies. */
  names: readonly string[]
  /** The command that runs another one confined. It replaces itself, so the process keeps its id. */
  wrap(command: readonly string[], bounds: ProcessBounds): string[]
}

interface ProcessBounds {
  /** Memory that the process may write to. */
  dataBytes: number
  /** The size of each file that it may write. */
  fileBytes: number
}

/** The only part of the environment that these processes get. */
export const CONFINED_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8', MALLOC_ARENA_MAX: '2' }

interface Measure {
  name: string
  command: readonly string[]
}

/** What Node enforces for its own code, wherever it runs. */
const PERMISSIONS = 'no file access for scripts'
/** In this order, because a new user namespace cancels the signal that comes when the parent dies. */
const MEASURES: readonly Measure[] = [
  { name: 'no network', command: ['unshare', '--map-root-user', '--net'] },
  { name: 'no new privileges', command: ['setpriv', '--no-new-privs'] },
  { name: 'ends with the server', command: ['setpriv', '--pdeathsig', 'KILL'] },
  { name: 'low priority', command: ['nice', '-n', '10'] },
]

const KIBIBYTE = 1_024
const BLOCK_BYTES = 512
/** `ulimit -d` counts in kibibytes, `ulimit -f` in blocks (POSIX); a core file would hold the content on disk. */
const LIMIT = 'ulimit -c 0; ulimit -d "$1"; ulimit -f "$2"; shift 2; exec "$@"'

/** Tries what this machine permits. Takes about 20 ms. */
export async function findConfinement(): Promise<Confinement> {
  const tried = await Promise.all(MEASURES.map(async (measure) => ((await runs(measure.command)) ? [measure] : [])))
  const measures = tried.flat()
  const isLinux = process.platform === 'linux'
  return {
    names: [PERMISSIONS, ...measures.map(({ name }) => name), ...(isLinux ? ['memory limit'] : []), 'file size limit'],
    wrap: (command, { dataBytes, fileBytes }) => [
      ...measures.flatMap((measure) => measure.command),
      ...['sh', '-c', LIMIT, 'sh', String(Math.ceil(dataBytes / KIBIBYTE)), String(Math.ceil(fileBytes / BLOCK_BYTES))],
      ...command,
    ],
  }
}

async function runs([program = '', ...args]: readonly string[]): Promise<boolean> {
  try {
    await promisify(execFile)(program, [...args, 'true'], { env: CONFINED_ENVIRONMENT })
    return true
  } catch {
    return false
  }
}
