/**
 * Opens pictures, films and sounds of others, in confined child processes. No database, and nothing that a file
 * contains reaches this process but its first bytes and a description of bounded size.
 */
import { loadOnce } from '../load-once.ts'
import { findConfinement } from './confinement.ts'
import { decodeFilm, decodeGif } from './decode-film.ts'
import type { FilmDecoders } from './decode-sound.ts'
import type { Decoded, DecodeJob } from './decoded.ts'
import { Ffmpeg } from './ffmpeg.ts'
import { FILM_TYPES } from './film-input.ts'
import { FFMPEG_FOLDERS, type FfmpegPrograms, findFfmpeg } from './find-ffmpeg.ts'
import { inspect } from './inspect.ts'
import { Lane } from './lane.ts'
import { MediaError } from './media-error.ts'
import { PictureProcess } from './picture-process.ts'
import { isPicture, type MediaType, type PictureType } from './sniff.ts'
import { Tool } from './tool.ts'

export interface Decoder {
  /** Inspects a file of unknown type and makes what is served of it. @throws MediaError */
  decode(job: DecodeJob): Promise<Decoded>
  /** What this machine can do, for `doctor` and GET /api/v2/instance. */
  abilities(): Promise<Abilities>
  /** Kills what runs. Waiting and running jobs fail as `media-decoder-stopped`. */
  close(): void
}

interface Abilities {
  /** The version of ffmpeg, which films and sounds need. */
  ffmpeg: string | undefined
  mediaTypes: readonly MediaType[]
  /** What confines the child processes on this machine. */
  confinement: readonly string[]
}

/** libheif comes without the decoder of HEIC, because of its patents. */
const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'] as const
/** A further job is refused when so many of its group wait. */
const MAX_WAITING_PICTURES = 200
const MAX_WAITING_FILMS = 50

/**
 * Nothing is started before the first job.
 * @param folders where to look for ffmpeg, separated by colons
 */
export function createDecoder(folders = FFMPEG_FOLDERS): Decoder {
  return new MediaDecoder(folders)
}

/** Pictures and films wait in separate lanes, because a film takes minutes. */
class MediaDecoder implements Decoder {
  readonly #confinement = loadOnce(findConfinement)
  readonly #pictures = new PictureProcess(this.#confinement)
  readonly #pictureLane = new Lane(MAX_WAITING_PICTURES)
  readonly #filmLane = new Lane(MAX_WAITING_FILMS)
  readonly #tool = new Tool(this.#confinement)
  readonly #programs: () => Promise<FfmpegPrograms | undefined>

  constructor(folders: string) {
    this.#programs = loadOnce(() => findFfmpeg(folders))
  }

  async decode(job: DecodeJob): Promise<Decoded> {
    const type = await inspect(job)
    if (type === 'image/gif') return await this.#decodeGif(job)
    return isPicture(type) ? await this.#decodePicture(job, type) : await this.#decodeFilm(job, type)
  }

  async abilities(): Promise<Abilities> {
    const programs = await this.#programs()
    const mediaTypes = programs ? [...PICTURE_TYPES, ...FILM_TYPES] : PICTURE_TYPES
    return { ffmpeg: programs?.version, mediaTypes, confinement: (await this.#confinement()).names }
  }

  close(): void {
    this.#pictures.stop()
    this.#tool.stop()
  }

  async #decodePicture(job: DecodeJob, mediaType: PictureType): Promise<Decoded> {
    return await this.#pictureLane.run(job.sender, () => this.#pictures.run({ ...job, mediaType }))
  }

  /** An animated GIF that is attached to a post becomes a film, which is a tenth as large, if ffmpeg is there. */
  async #decodeGif(job: DecodeJob): Promise<Decoded> {
    const decoders = job.use === 'attachment' && !job.keepOriginal ? await this.#filmDecoders() : undefined
    if (!decoders) return await this.#decodePicture(job, 'image/gif')
    const described = await this.#decodePicture({ ...job, keepOriginal: true }, 'image/gif')
    if (!described.isAnimated) return await this.#decodePicture(job, 'image/gif')
    return await this.#filmLane.run(job.sender, () => decodeGif(decoders, job, described))
  }

  async #decodeFilm(job: DecodeJob, type: Exclude<MediaType, PictureType>): Promise<Decoded> {
    if (job.use !== 'attachment') throw new MediaError(['media-not-a-picture'])
    const decoders = await this.#filmDecoders()
    if (!decoders) throw new MediaError(['media-needs-ffmpeg'])
    return await this.#filmLane.run(job.sender, () => decodeFilm(decoders, type, job))
  }

  /** Undefined without ffmpeg. */
  async #filmDecoders(): Promise<FilmDecoders | undefined> {
    const programs = await this.#programs()
    if (!programs) return undefined
    return { ffmpeg: new Ffmpeg(programs, this.#tool), picture: (job) => this.#decodeStill(job) }
  }

  /** A still or cover of a film that is being decoded. */
  async #decodeStill(job: DecodeJob): Promise<Decoded> {
    const type = await inspect(job)
    if (!isPicture(type)) throw new MediaError(['media-not-a-picture'])
    return await this.#decodePicture(job, type)
  }
}
