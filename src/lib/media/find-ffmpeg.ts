import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CONFINED_ENVIRONMENT } from './confinement.ts'

export interface FfmpegPrograms {
  /** `5.1.9-0+deb12u1` */
  version: string
  /** Paths of the programs. */
  ffmpeg: string
  ffprobe: string
}

/** Where package managers install it. */
export const FFMPEG_FOLDERS = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin:/opt/local/bin'

/** The encoder of films. Some distributions leave it out. */
const NEEDED_OPTION = '--enable-libx264'

/**
 * Looks for ffmpeg and ffprobe in these folders; undefined if there is none that can make what we serve.
 * @param folders separated by colons
 */
export async function findFfmpeg(folders: string): Promise<FfmpegPrograms | undefined> {
  for (const folder of folders.split(':').filter(Boolean)) {
    const [ffmpeg, ffprobe] = [join(folder, 'ffmpeg'), join(folder, 'ffprobe')]
    if (!((await isProgram(ffmpeg)) && (await isProgram(ffprobe)))) continue
    const { stdout } = await promisify(execFile)(ffmpeg, ['-version'], { env: CONFINED_ENVIRONMENT })
    const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1]
    if (version && stdout.includes(NEEDED_OPTION)) return { version, ffmpeg, ffprobe }
  }
  return undefined
}

async function isProgram(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
