/**
 * The process that runs test files one after the other, as its parent asks. Modules hold no state, so files can share a
 * process. What a file leaves open, or breaks after its tests, counts as that file's failure.
 */
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { END_OF_FILE, type FromProcess, type RunFile } from './messages.ts'
import { openResources } from './open-resources.ts'

const running = new Set<string>()
/** Errors that no test caught. Node's runner makes the process fail because of them, but names them only at its end. */
const uncaught: unknown[] = []
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => {
    uncaught.push(error)
    // At once, because a test may now wait forever.
    console.error('No test caught this error:', error)
  })

process.on('message', ({ file }: RunFile) => {
  running.add(file)
  void runFile(file)
})
// In the middle of a file, this means that the parent is gone.
process.once('disconnect', () => running.size > 0 && process.exit(1))

async function runFile(file: string): Promise<void> {
  const before = process.cpuUsage()
  const loaded = await import(pathToFileURL(file).href).then(
    () => ({ ok: true as const }),
    (error: unknown) => ({ ok: false as const, error }),
  )
  void test(END_OF_FILE, async () => {
    running.delete(file)
    const { user, system } = process.cpuUsage(before)
    process.send?.({ cpuMs: (user + system) / 1000 } satisfies FromProcess)
    if (!loaded.ok) throw loaded.error
    const hasFailed = process.exitCode !== undefined && process.exitCode !== 0
    process.exitCode = 0
    const [cause] = uncaught.splice(0)
    if (hasFailed) throw new Error('No test caught an error.', { cause })
    const left = await openResources()
    if (left.length > 0) throw new Error(`The file leaves open: ${left.join(', ')}`)
  })
}
