/** A real file system of a few megabytes that can be filled: a tmpfs that only this test sees. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface SmallDisk extends AsyncDisposable {
  path: string
}

/**
 * The mount lives in the namespace of a child process, and ends with it. Its files are reached through `/proc`.
 * @param options.maxFiles files and folders that it can hold, itself included; 0 for any number
 * @returns a reason to skip the test where mounting is not permitted
 */
export async function mountSmallDisk(bytes: number, { maxFiles = 0 } = {}): Promise<SmallDisk | string> {
  if (process.platform !== 'linux') return 'needs Linux to mount a tmpfs'
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'))
  const script = 'mount -t tmpfs -o "mode=700,size=$1,nr_inodes=$2" tmpfs "$3" && echo mounted && read -r end'
  const holder = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', `${bytes}`, `${maxFiles}`, folder])
  const ended = new Promise<void>((resolve) => holder.once('error', () => resolve()).once('close', () => resolve()))
  const isMounted = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)])
  const dispose = async () => {
    holder.stdin.end()
    await ended
    rmdirSync(folder)
  }
  if (isMounted) return { path: `/proc/${holder.pid}/root${folder}`, [Symbol.asyncDispose]: dispose }
  await dispose()
  return 'not permitted to mount a tmpfs in a namespace (unshare -rm)'
}
