import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { limitedStorage } from '../../../test/world/limited-storage.ts'
import { mountSmallDisk } from '../../../test/world/small-disk.ts'
import { FolderStorage } from './folder-storage.ts'
import { type Storage, StorageFull, type StoredFile } from './storage.ts'

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function storageFor(t: TestContext): Promise<{ storage: Storage; root: string }> {
  const root = join(await folderFor(t), 'data', 'media')
  return { storage: new FolderStorage(root), root }
}

async function store(storage: Storage, content: string | Buffer): Promise<string> {
  const path = await storage.temporaryFile()
  await writeFile(path, content)
  await storage.put(sha256(content), path)
  return sha256(content)
}

async function read(storage: Storage, name: string, range?: { start: number; end: number }) {
  const opened = await storage.open(name, range)
  return opened && { bytes: opened.bytes, text: (await buffer(opened.stream)).toString() }
}

async function listed(storage: Storage, after?: string): Promise<StoredFile[]> {
  return Array.fromAsync(storage.list(after === undefined ? {} : { after }))
}

test('a file is taken over, read whole and in part, and removed', async (t) => {
  const { storage, root } = await storageFor(t)
  const path = await storage.temporaryFile()
  await writeFile(path, 'hello world')
  const name = sha256('hello world')
  await storage.put(name, path)
  await assert.rejects(stat(path), { code: 'ENOENT' })
  assert.equal(await storage.size(name), 11)
  assert.deepEqual(await read(storage, name), { bytes: 11, text: 'hello world' })
  assert.deepEqual(await read(storage, name, { start: 6, end: 8 }), { bytes: 11, text: 'wor' })
  assert.deepEqual(await read(storage, name, { start: 10, end: 99 }), { bytes: 11, text: 'd' })
  assert.deepEqual(await read(storage, name, { start: 11, end: 11 }), { bytes: 11, text: '' })
  assert.equal(await readFile(join(root, name.slice(0, 2), name.slice(2, 4), name), 'utf8'), 'hello world')
  await storage.remove(name)
  assert.equal(await read(storage, name), undefined)
  assert.deepEqual(await readdir(root), ['tmp'], 'empty folders are gone')
})

test('what is not there is undefined, and removing it is no error', async (t) => {
  const { storage } = await storageFor(t)
  const name = sha256('never stored')
  assert.equal(await storage.size(name), undefined)
  assert.equal(await storage.open(name), undefined)
  assert.equal(await storage.copy(name, '/nowhere'), false)
  assert.deepEqual(await listed(storage), [])
  assert.ok(((await storage.free()) as number) > 0)
  await storage.remove(name)
  assert.equal(await storage.sweep(0), 0)
})

test('a file that is stored already stays, and its copy goes', async (t) => {
  const { storage } = await storageFor(t)
  const name = await store(storage, 'same')
  const [before] = await listed(storage)
  await store(storage, 'same')
  assert.deepEqual(await listed(storage), [before])
  assert.equal(await storage.size(name), 4)
})

test('a stream reads on after the file is removed', async (t) => {
  const { storage } = await storageFor(t)
  const name = await store(storage, 'still here')
  const opened = await storage.open(name)
  await storage.remove(name)
  assert.equal(opened && (await buffer(opened.stream)).toString(), 'still here')
})

test('only the owner may read files and folders', async (t) => {
  const { storage, root } = await storageFor(t)
  const path = await storage.temporaryFile()
  await writeFile(path, 'x', { mode: 0o666 })
  await storage.put(sha256('x'), path)
  const name = sha256('x')
  const stored = join(root, name.slice(0, 2), name.slice(2, 4), name)
  assert.equal((await stat(stored)).mode & 0o777, 0o600)
  for (const folder of [dirname(stored), dirname(dirname(stored)), root, dirname(path)])
    assert.equal((await stat(folder)).mode & 0o777, 0o700, folder)
})

const HASH = sha256('x')
const hostile = [
  '', '../../etc/passwd', `../${HASH}`, `${HASH}/..`, `${HASH}\0`, `${HASH}\n`, HASH.toUpperCase(), HASH.slice(1),
  `${HASH}0`, `\u202egpj.exe`, `${HASH.slice(1)}٠`, 'x'.repeat(5000), '.', 'tmp',
] // biome-ignore format: a table
for (const name of hostile) {
  test(`nothing but a hash becomes a path: ${JSON.stringify(name).slice(0, 40)} (case 84)`, async (t) => {
    const { storage, root } = await storageFor(t)
    const path = await storage.temporaryFile()
    await writeFile(path, 'x')
    await assert.rejects(storage.put(name, path), TypeError)
    await assert.rejects(stat(path), { code: 'ENOENT' })
    await assert.rejects(storage.open(name), TypeError)
    await assert.rejects(storage.size(name), TypeError)
    await assert.rejects(storage.remove(name), TypeError)
    await assert.rejects(storage.copy(name, join(root, 'copy')), TypeError)
    assert.deepEqual(await readdir(root), ['tmp'])
  })
}

test('files are listed in the order of their names, from any name on, and nothing else is listed', async (t) => {
  const { storage, root } = await storageFor(t)
  const names: string[] = []
  for (let at = 0; at < 50; at++) names.push(await store(storage, `file ${at}`))
  names.sort()
  await storage.temporaryFile()
  await writeFile(join(root, 'notes.txt'), 'an operator was here')
  await writeFile(join(root, 'ff'), 'a file where a folder should be').catch(() => {})
  await mkdir(join(root, (names[0] as string).slice(0, 2), 'zz'), { recursive: true })
  assert.deepEqual((await listed(storage)).map(({ name }) => name), names) // biome-ignore format: short
  for (const at of [0, 7, 49]) {
    const rest = (await listed(storage, names[at])).map(({ name }) => name)
    assert.deepEqual(rest, names.slice(at + 1))
  }
  assert.deepEqual((await listed(storage, '8')).map(({ name }) => name), names.filter((name) => name > '8')) // biome-ignore format: short
  const [first] = await listed(storage)
  assert.equal(first?.bytes, (await storage.size(names[0] as string)) as number)
  assert.ok(Math.abs((first?.modifiedAt ?? 0) - Date.now()) < 60_000)
})

test('files that go while they are listed are left out', async (t) => {
  const { storage } = await storageFor(t)
  for (let at = 0; at < 20; at++) await store(storage, `file ${at}`)
  const seen: string[] = []
  for await (const { name } of storage.list()) {
    if (seen.length === 0) for (const other of await listed(storage, name)) await storage.remove(other.name)
    seen.push(name)
  }
  assert.equal(seen.length, 1)
})

test('processes that store and remove at once do not take folders from each other', async (t) => {
  const { root } = await storageFor(t)
  const content = Array.from({ length: 8 }, (_, at) => `content ${at}`)
  await Promise.all(
    content.map(async (text) => {
      const storage = new FolderStorage(root)
      for (let round = 0; round < 30; round++) {
        const name = await store(storage, text)
        assert.deepEqual(await read(storage, name), { bytes: text.length, text })
        await storage.remove(name)
      }
    }),
  )
})

test('a file is taken over although its folders go at that moment', async (t) => {
  const { root } = await storageFor(t)
  const storage = new FolderStorage(root)
  const names = ['a1b2', 'a1b2', 'a1b3'].map((start, at) => start + sha256(String(at)).slice(4))
  await Promise.all(
    names.map(async (name) => {
      for (let round = 0; round < 100; round++) {
        const path = await storage.temporaryFile()
        await writeFile(path, name)
        await storage.put(name, path)
        assert.equal(await storage.size(name), 64)
        await storage.remove(name)
      }
    }),
  )
})

test('a copy is a hard link on the same volume', async (t) => {
  const { storage, root } = await storageFor(t)
  const name = await store(storage, 'copied')
  const copy = join(await folderFor(t), 'copy')
  assert.equal(await storage.copy(name, copy), true)
  assert.equal(await readFile(copy, 'utf8'), 'copied')
  const stored = join(root, name.slice(0, 2), name.slice(2, 4), name)
  assert.equal((await stat(copy)).ino, (await stat(stored)).ino)
  await assert.rejects(storage.copy(name, copy), { code: 'EEXIST' })
})

test('old temporary files and folders are swept, and new ones stay', async (t) => {
  const { storage } = await storageFor(t)
  const [old, folder, fresh] = [await storage.temporaryFile(), await storage.temporaryFile(), await storage.temporaryFile()] // biome-ignore format: short
  await writeFile(old, 'x')
  await mkdir(folder)
  await writeFile(join(folder, 'part'), 'x')
  await writeFile(fresh, 'x')
  for (const path of [old, folder]) await utimes(path, 1_000, 1_000)
  assert.equal(await storage.sweep(1_000_001), 2)
  assert.deepEqual(await readdir(dirname(fresh)), [basename(fresh)])
})

test('a stored file is refused at a quota, and removing one makes room', async (t) => {
  const { storage: folder } = await storageFor(t)
  const storage = limitedStorage(folder, 10)
  const first = await store(storage, '123456')
  assert.equal(await storage.free(), 4)
  await assert.rejects(store(storage, '12345'), StorageFull)
  assert.equal(await storage.sweep(Number.MAX_VALUE), 0, 'nothing is left of the refused file')
  await store(storage, '123456')
  await storage.remove(first)
  await store(storage, '1234567890')
})

test('on a full disk, storing fails with StorageFull, and removing a file makes room', async (t) => {
  const disk = await mountSmallDisk(1_048_576)
  if (typeof disk === 'string') return t.skip(disk)
  await using _ = disk
  const storage = new FolderStorage(disk.path)
  const names: string[] = []
  const content = randomBytes(100_000)
  const fill = async () => {
    for (let at = 0; at < 20; at++) names.push(await store(storage, Buffer.concat([content, Buffer.from([at])])))
  }
  await assert.rejects(fill(), { code: 'ENOSPC' })
  assert.ok(names.length >= 7)
  assert.ok(((await storage.free()) as number) < 100_000)

  // A copy to a full disk is a copy of content, as the disk is another volume.
  const other = (await storageFor(t)).storage
  const name = await store(other, content)
  const copy = join(disk.path, 'copy')
  await assert.rejects(other.copy(name, copy), StorageFull)
  await assert.rejects(stat(copy), { code: 'ENOENT' })

  await storage.sweep(Number.MAX_VALUE)
  await storage.remove(names[0] as string)
  await storage.remove(names[1] as string)
  await store(storage, content)
  assert.equal((await read(storage, names[2] as string))?.bytes, 100_001)
})

test('a disk without room for one more folder refuses the file and leaves nothing of it', async (t) => {
  // The disk itself, the temporary folder, the temporary file, and the outer one of the two folders above a stored file.
  const disk = await mountSmallDisk(65_536, { maxFiles: 4 })
  if (typeof disk === 'string') return t.skip(disk)
  await using _ = disk
  const storage = new FolderStorage(disk.path)
  await assert.rejects(store(storage, 'x'), StorageFull)
  assert.equal(await storage.sweep(Number.MAX_VALUE), 0)
})
