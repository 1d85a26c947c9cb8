/** What `atoll doctor` says about pictures, films and sounds. */
import { rm, writeFile } from 'node:fs/promises'
import { isLocalhost } from '../config.ts'
import type { App } from '../core/app.ts'
import { CACHE_KINDS } from '../core/cache/kinds.ts'
import { diskSpace } from '../core/media/copies/reserve.ts'
import { decodeFile } from '../core/media/decode.ts'
import { countFailedUploads, countLostUploads, findMissingUploads } from '../core/media/uploads/troubles.ts'
import { showBytes } from '../lib/bytes.ts'
import { MediaError } from '../lib/media/media-error.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import type { Finding } from './finding.ts'
import { showAmount, showCount } from './progress.ts'

/** A picture of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Opens a picture as an upload would. */
export async function checkPictures(app: App): Promise<Finding> {
  const check = 'pictures'
  const source = await app.storage.temporaryFile()
  try {
    await writeFile(source, Buffer.from(PNG, 'base64'))
    await decodeFile(app, { source, use: 'attachment', sender: { group: 'uploads', member: 'doctor' } }, async () => {})
  } catch (error) {
    if (!(error instanceof MediaError)) throw error
    const reason = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    return { check, state: 'fail', says: `none can be opened${reason}. Run \`npm install --omit=dev\` again.` }
  } finally {
    await rm(source, { force: true })
  }
  const { mediaTypes } = await app.decoder.abilities()
  const formats = mediaTypes
    .filter((type) => type.startsWith('image/'))
    .map((type) => type.slice('image/'.length).toUpperCase())
  return { check, state: 'ok', says: formats.join(', ') }
}

export async function checkFilms({ decoder }: App): Promise<Finding> {
  const check = 'films and sounds'
  const { ffmpeg } = await decoder.abilities()
  if (ffmpeg) return { check, state: 'ok', says: `ffmpeg ${ffmpeg}` }
  const says =
    'ffmpeg is not installed, so Atoll refuses to take films and sounds, and animated GIFs stay pictures. ' +
    'Install it (on Debian and Ubuntu: sudo apt install ffmpeg) and restart Atoll.'
  return { check, state: 'warn', says }
}

export async function checkConfinement({ decoder }: App): Promise<Finding> {
  const check = 'confinement'
  const { confinement } = await decoder.abilities()
  const says = `restrictions on processes that open media: ${confinement.join(', ')}`
  if (confinement.includes('no network')) return { check, state: 'ok', says }
  const why = 'It can reach the network, because this machine lacks `unshare` or does not permit user namespaces.'
  return { check, state: 'warn', says: `${says}. ${why}` }
}

export async function checkMediaFolder(app: App): Promise<Finding> {
  const check = 'media folder'
  const folder = app.config.mediaFolder
  try {
    const probe = await app.storage.temporaryFile()
    await writeFile(probe, 'x')
    await rm(probe)
  } catch (error) {
    const says = `cannot write to ${folder}: ${(error as Error).message}. Correct its owner, or set ATOLL_MEDIA_FOLDER.`
    return { check, state: 'fail', says }
  }
  const { free, reserve, isLow } = await diskSpace(app)
  const says = `${folder}${free === undefined ? '' : `, ${showBytes(free)} free`}`
  if (!isLow) return { check, state: 'ok', says }
  const why = `less than the reserve of ${showBytes(reserve)}, so no copies of media of other servers are kept.`
  return { check, state: 'warn', says: `${says}, ${why} Make room, or lower ATOLL_CACHE_MEDIA or ATOLL_DISK_RESERVE.` }
}

export async function checkUploads(app: App): Promise<Finding> {
  const check = 'uploads'
  const { missing, examined } = await findMissingUploads(app)
  if (missing > 0) {
    const says = `${missing} of the last ${examined} are not in ${app.config.mediaFolder}. Is its disk mounted? \`atoll media remove-unreferenced\` looks for all of them.`
    return { check, state: 'fail', says }
  }
  const lost = await countLostUploads(app)
  const failed = await countFailedUploads(app)
  const says = [
    ...(lost > 0
      ? [
          `${showCount(lost, 'upload')} lost ${lost === 1 ? 'its' : 'their'} file: restore FILE.media of a backup (docs/operating/backup.md).`,
        ]
      : []),
    ...failed.map(({ problem, count }) => `${showCount(count, 'upload')} failed: ${sentenceOf(problem)}`),
  ]
  if (says.length > 0) return { check, state: 'warn', says: says.join(' ') }
  return { check, state: 'ok', says: examined === 0 ? 'none yet' : 'all are here' }
}

/** Only what exceeds its quota is looked at row by row. */
export async function checkQuotas(app: App): Promise<Finding> {
  const check = 'cache'
  const problems: string[] = []
  for (const kind of CACHE_KINDS) {
    const quota = kind.quota(app)
    if ((await kind.size(app)) <= quota) continue
    const kept = await kind.keptSize(app)
    if (kept <= quota) continue
    const [must, may] = [showAmount(kept, kind.unit), showAmount(quota, kind.unit)]
    const setting = `ATOLL_CACHE_${kind.name.toUpperCase()}`
    problems.push(`${must} of ${kind.name} must stay, but the quota is ${may}. Raise ${setting}.`)
  }
  if (problems.length === 0) return { check, state: 'ok', says: '`atoll cache status` shows how much there is' }
  return { check, state: 'warn', says: problems.join(' ') }
}

/** Asks for a medium that does not exist, as a browser would: the answer shows that Atoll serves nothing else there. */
export async function checkMediaHost({ fetch, config }: App): Promise<Finding> {
  const check = 'media host'
  if (!config.mediaHost) return { check, state: 'ok', says: `none of its own: media come from ${config.host}` }
  if (isLocalhost(config.mediaHost) && !config.allowPrivateAddresses)
    return { check, state: 'ok', says: `${config.mediaOrigin} works only on this machine` }
  const url = `${config.mediaOrigin}/media/`
  const why = 'Point it at the same port, and let the proxy pass on its name (docs/operating/media.md).'
  try {
    const { status, headers } = await fetch({ url, allowHttp: true })
    const isOurs = status === 404 && /^sandbox/.test(String(headers['content-security-policy']))
    if (isOurs) return { check, state: 'ok', says: `${config.mediaOrigin} serves media` }
    return { check, state: 'fail', says: `${url} returned ${status}, but not as Atoll does. ${why}` }
  } catch (error) {
    return { check, state: 'warn', says: `${(error as Error).message} Check that the server is running. ${why}` }
  }
}
