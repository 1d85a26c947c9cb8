/** The documentation names commands, options and settings that exist. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { environmentName, settings } from '../../src/config.ts'
import { shell } from '../world/shell.ts'

const PAGES = ['*.md', 'docs/**/*.md']
/** In fenced blocks and between backticks. */
const CODE = /^```[\s\S]*?^```|`[^`\n]+`/gm
/** After `-u`, it is the name of a user of the machine. */
const COMMAND = /(?:^|[\s(])(?<!-u )(?:bin\/)?atoll((?: [a-z][a-z0-9-]*)+)(.*)$/

interface Named {
  page: string
  /** Subcommands, and perhaps arguments. */
  words: string[]
  options: string[]
}

function commandsIn(page: string): Named[] {
  const code = [...readFileSync(page, 'utf8').matchAll(CODE)].flatMap(([found]) => found.split(/[`\n]/))
  return code.flatMap((line) => {
    const [, words = '', rest = ''] = COMMAND.exec(line) ?? []
    return words ? [{ page, words: words.trim().split(' '), options: rest.match(/--[a-z][a-z0-9-]*/g) ?? [] }] : []
  })
}

test('every command and option in the documentation exists', async (t) => {
  const { run } = shell(t)
  const named = globSync(PAGES).sort().flatMap(commandsIn)
  assert.ok(named.length > 40, `only ${named.length}`)
  for (const { page, words, options } of named) {
    const about = `${page}: atoll ${words.join(' ')} ${options.join(' ')}`
    const { code, out } = await run(...words, '--help')
    assert.equal(code, 0, about)
    const path = /^Usage: atoll ([a-z -]*)/.exec(out)?.[1]?.trim().split(' ') ?? []
    assert.ok(path[0] && words.join(' ').startsWith(path.join(' ')), about)
    if (/\nCommands:\n/.test(out)) assert.equal(words.length, path.length, `${about}: no such subcommand`)
    for (const option of options) assert.match(out, new RegExp(`(?:^|[ ,])${option}\\b`, 'm'), about)
  }
})

test('every setting in the documentation and in the sentences of commands exists', () => {
  const known = new Set(Object.keys(settings).map(environmentName))
  const places = globSync([...PAGES, 'src/cli/*.ts', 'src/messages/en/*.ts']).filter((path) => !path.includes('.test.'))
  const named = places.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\bATOLL_[A-Z_]*[A-Z]\b/g)].map(([name]) => ({ path, name })),
  )
  assert.ok(named.length > 100, `only ${named.length}`)
  assert.deepEqual(
    named.filter(({ name }) => !known.has(name)),
    [],
  )
})
