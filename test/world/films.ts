/** Films and sounds for tests, made with the ffmpeg of this machine. */
import { execFile, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Why tests with films cannot run here, or false. */
export const noFilms = spawnSync('ffmpeg', ['-version']).status === 0 ? false : 'ffmpeg is not installed'

/** Inputs of ffmpeg: one second of a moving picture of 320 × 240, and of a tone. */
export const MOVING = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=1']
export const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1']

/** Runs ffmpeg, and returns the file that it makes in the folder under this name. */
export async function film(folder: string, name: string, ...args: readonly string[]): Promise<Buffer> {
  const path = join(folder, name)
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, path])
  return await readFile(path)
}

/** Everything that ffprobe finds in a file, as text: also its tags and chapters. */
export async function describeFilm(path: string): Promise<string> {
  const command = ['-v', 'error', '-show_format', '-show_streams', '-show_chapters', '-of', 'json', path]
  return (await promisify(execFile)('ffprobe', command)).stdout
}
