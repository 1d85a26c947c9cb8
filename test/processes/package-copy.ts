/** Copies of this package in folders of their own, and the versions of Node around them. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
/** `readlink`, `uname` and the like. */
const SYSTEM_PATH = '/usr/bin:/bin'
const PRINT_ARGUMENTS = 'console.log(JSON.stringify(process.argv.slice(2)))'

export function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-package-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * The package as in a clone.
 * @returns the path of its command
 */
export function clonePackage(folder: string): string {
  copy('bin', folder)
  symlinkSync(join(root, 'src'), join(folder, 'src'))
  return join(folder, 'bin', 'atoll')
}

/**
 * A program that prints its arguments as JSON, started by our command.
 * @returns the path of the command
 */
export function printingPackage(folder: string): string {
  copy('bin', folder)
  copy('package.json', folder)
  writeProgram(join(folder, 'src', 'main.ts'), PRINT_ARGUMENTS)
  return join(folder, 'bin', 'atoll')
}

/**
 * The package as npm unpacks an archive: below `node_modules`, with its dependencies beside it.
 * @returns the path of its command
 */
export function unpackPackage(folder: string): string {
  const modules = join(folder, 'node_modules')
  for (const part of ['bin', 'src', 'package.json']) copy(part, join(modules, 'atoll'))
  for (const name of readdirSync(join(root, 'node_modules')).filter((one) => !one.startsWith('node-')))
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  return join(modules, 'atoll', 'bin', 'atoll')
}

function copy(part: string, folder: string): void {
  cpSync(join(root, part), join(folder, part), { recursive: true })
}

/** Puts the Node of this process where npm puts the one for the platform. */
export function shipNode(folder: string): void {
  const bin = join(folder, 'node_modules', 'node-this-platform', 'bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(process.execPath, join(bin, 'node'))
}

/** As if npm had installed a Node whose C library this machine does not have. */
export function shipForeignNode(folder: string): void {
  writeProgram(join(folder, 'node_modules', 'node-another-platform', 'bin', 'node'), '#!/lib/ld-another-libc.so\n')
}

/**
 * An environment whose own `node` has this version, and can do nothing but print it.
 * @param version if absent, there is no `node`
 */
export function withOwnNode(folder: string, version?: string): NodeJS.ProcessEnv {
  writeProgram(join(folder, 'own', 'node'), `#!/bin/sh\n${version ? `echo v${version}` : 'exit 127'}\n`)
  return { PATH: `${join(folder, 'own')}:${SYSTEM_PATH}` }
}

function writeProgram(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content, { mode: 0o755 })
}
