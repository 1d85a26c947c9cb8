/** Checks the dependency rule of ARCHITECTURE.md against every import and every use of a global. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { findCycles, graphOfFiles, graphOfFolders } from './architecture/cycles.ts'
import { partOf, readDependencyRule } from './architecture/dependency-rule.ts'
import { type Export, exportsOf, importedNames, reExports } from './architecture/exports.ts'
import { codeOf, type Import, importsOf, sourceFiles } from './architecture/read-imports.ts'

const files = sourceFiles()
const imports = files.flatMap(importsOf)
const { allowed } = readDependencyRule()

/** An exception to the dependency rule: a part, and the only folder of another part that it may also import. */
const ALSO: Record<string, string> = {
  pages: 'src/api/entities/',
  webhooks: 'src/api/entities/',
  'feed-reader': 'src/federation/objects/',
}

/** Packages and Node modules that only some parts may use. */
const RESERVED: { what: RegExp; parts: string[] }[] = [
  { what: /^node:https?$/, parts: ['listen'] },
  { what: /^(undici|node:net|node:tls|node:dns)$/, parts: ['lib'] },
  { what: /^(pg|node:sqlite)$/, parts: ['db'] },
  { what: /^kysely$/, parts: ['db', 'jobs', 'core', 'federation', 'api', 'media', 'cli'] },
  { what: /^pino$/, parts: ['lib'] },
  { what: /^commander$/, parts: ['cli'] },
  { what: /^preact/, parts: ['pages', 'mail'] },
  { what: /^nodemailer$/, parts: ['lib'] },
  { what: /^(oxc-transform|sharp|blurhash)$/, parts: ['lib'] },
]

/** Globals that code receives through `app` instead, and the files that may use them. */
const RESERVED_GLOBALS: { what: string; use: RegExp; files: RegExp }[] = [
  { what: 'the environment', use: /\bprocess\.env\b/, files: /^src\/main\.ts$/ },
  {
    what: 'the end of the process',
    use: /\bprocess\.(exit|abort|kill)\b/,
    files: /^src\/(main|lib\/media\/(picture-child|watched-process))\.ts$/,
  },
  { what: 'the time', use: /\bDate\.now\b|new Date\(\)/, files: /^src\/lib\/clock\.ts$/ },
  { what: 'randomness', use: /\bMath\.random\b/, files: /^src\/server\.ts$/ },
  {
    what: 'timers',
    use: /(?<![.\w])(setTimeout|setInterval)\(/,
    files:
      /^src\/(listen|lib\/(clock|http\/(safe-fetch|connector|steady-pace)|http-server\/(body-pace|discard-rest)))\.ts$/,
  },
  { what: 'fetch', use: /\bglobalThis\.fetch\b/, files: /^$/ },
]

test('every import follows the dependency rule', () => {
  const wrong = imports.filter(({ to }) => to.startsWith('src/')).filter((one) => !isAllowed(one))
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} → ${to}`),
    [],
  )
})

test('the dependency rule lists every part of src', () => {
  const missing = files.map(partOf).filter((part) => part === undefined || !allowed.has(part))
  assert.deepEqual([...new Set(missing)], [])
})

test('a reserved package is imported only by its parts', () => {
  const wrong = imports.filter(({ from, to, isType }) =>
    RESERVED.some(({ what, parts }) => what.test(to) && !isType && !parts.includes(partOf(from) ?? '')),
  )
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} → ${to}`),
    [],
  )
})

test('pages are imported through src/pages/index.ts, which makes Node load TSX', () => {
  const wrong = imports.filter(
    ({ from, to, isType }) =>
      !isType && to.startsWith('src/pages/') && to !== 'src/pages/index.ts' && partOf(from) !== 'pages',
  )
  assert.deepEqual(
    wrong.map(({ from, to }) => `${from} → ${to}`),
    [],
  )
})

test('files do not import each other in a cycle', () => {
  assert.deepEqual(findCycles(graphOfFiles(imports)), [])
})

test('folders do not import each other in a cycle', () => {
  assert.deepEqual(findCycles(graphOfFolders(imports)), [])
})

test('no two files export the same name', () => {
  const homes = Map.groupBy(files.flatMap(exportsOf), ({ name }) => name)
  const doubled = [...homes].filter(([, exports]) => exports.length > 1)
  assert.deepEqual(
    doubled.map(([name, exports]) => `${name}: ${exports.map(({ file }) => file).join(', ')}`),
    [],
  )
})

test('a name is imported from the file that declares it', () => {
  assert.deepEqual(files.flatMap(reExports), [])
})

test('every export is used by other source files', () => {
  const others = globSync('{src,bench,tools,test}/**/*.{ts,tsx}').filter((file) => !files.includes(file))
  const byTests = new Set(others.filter((file) => /^(?:src|test)\//.test(file)).flatMap(importedNames))
  const byProgram = new Set(
    [...files, ...others.filter((file) => /^(?:bench|tools)\//.test(file))].flatMap(importedNames),
  )
  const has = (imported: ReadonlySet<string>, { file, name }: Export) =>
    imported.has(`${file} ${name}`) || imported.has(`${file} *`)
  const unused = files
    .flatMap(exportsOf)
    .filter((one) => !has(byProgram, one) && !(one.isUsedInside && has(byTests, one)))
  assert.deepEqual(
    unused.map(({ file, name }) => `${file} ${name}`),
    [],
  )
})

for (const { what, use, files: holders } of RESERVED_GLOBALS) {
  test(`only the reserved files use ${what}`, () => {
    const wrong = files.filter((file) => !holders.test(file) && use.test(codeOf(file)))
    assert.deepEqual(wrong, [])
  })
}

test('fetch comes from the app or from a parameter, never from the global', () => {
  const wrong = files.filter((file) => {
    const code = codeOf(file)
    return /(?<![.\w])fetch\(/.test(code) && !/\bfetch\b[^(]*[=:,}]|function fetch\b/.test(code)
  })
  assert.deepEqual(wrong, [])
})

function isAllowed({ from, to }: Import): boolean {
  const [part, target] = [partOf(from), partOf(to)]
  if (part === undefined || target === undefined) return false
  if (part === target || allowed.get(part)?.has(target)) return true
  const also = ALSO[part]
  return also !== undefined && to.startsWith(also)
}
