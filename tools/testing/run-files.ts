/**
 * The process that runs test files one after the other, as its parent asks. Modules hold no state, so files can share a
 * process. What a file leaves open, or breaks after its tests, counts as that file's failure.
 */
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { END_OF_FILE, type FromProcess, type RunFile } from './messages.ts'
import { openResources } from './open-resources.ts'

const running = new Set<string>()

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
    const failedLate = process.exitCode !== undefined && process.exitCode !== 0
    process.exitCode = 0
    if (failedLate) throw new Error('Something failed after its test had ended.')
    const left = await openResources()
    if (left.length > 0) throw new Error(`The file leaves open: ${left.join(', ')}`)
  })
}
