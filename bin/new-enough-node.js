// Finds a Node that can run Atoll: the current one, or the one that npm installed (optionalDependencies). Plain
// JavaScript, because an older Node must be able to run this file.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const NEEDED_MAJOR = 24
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

export const isNewEnough = Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR

/** Runs Node with these arguments in place of this process, and exits with its exit code. */
export function runInstead(args) {
  const node = isNewEnough ? process.execPath : shippedNode()
  // Child processes that start `node` get the same one.
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
  const child = spawn(node, args, { stdio: 'inherit', env })
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

function shippedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`)
    const binary = join(dirname(manifest), 'bin', 'node')
    if (existsSync(binary)) return binary
  } catch {}
  console.error(
    `Atoll needs Node ${NEEDED_MAJOR} or newer. This is Node ${process.versions.node}, and npm installed no newer one ` +
      `for ${process.platform} ${process.arch}. Run \`npm install\` again with optional dependencies, or install a ` +
      'newer Node.',
  )
  process.exit(1)
}
