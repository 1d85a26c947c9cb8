import { SECOND } from '../durations.ts'
import type { MediaLimits } from './decoded.ts'
import { type FilmInput, inputArguments } from './film-input.ts'
import type { FfmpegPrograms } from './find-ffmpeg.ts'
import { PROBE_ARGUMENTS, type Probe, readProbe } from './probe-film.ts'
import type { Tool } from './tool.ts'

/** What is made may last this much longer than it may, so that the excess shows. */
const MARGIN_MS = SECOND
/** A film of more pixels is not even described. It still has to be, to be refused for its size. */
const PROBED_PIXELS = 16_384 * 16_384

/** ffmpeg and ffprobe, with the arguments that every call needs. */
export class Ffmpeg {
  readonly #programs: FfmpegPrograms
  readonly #tool: Tool

  constructor(programs: FfmpegPrograms, tool: Tool) {
    this.#programs = programs
    this.#tool = tool
  }

  /** @throws MediaError */
  async probe(input: FilmInput, limits: MediaLimits): Promise<Probe> {
    const command = [this.#programs.ffprobe, '-v', 'error', ...PROBE_ARGUMENTS, ...inputArguments(input, PROBED_PIXELS)]
    return readProbe(await this.#tool.run(command, limits))
  }

  /** Writes an output of these arguments: without metadata, chapters and tracks for data. @throws MediaError */
  async convert(input: FilmInput, output: readonly string[], to: string, limits: MediaLimits): Promise<void> {
    const command = [
      ...[this.#programs.ffmpeg, '-nostdin', '-v', 'error', '-y', ...inputArguments(input, limits.videoPixels)],
      ...['-map_metadata', '-1', '-map_chapters', '-1', '-dn', '-sn'],
      ...['-t', String((limits.durationMs + MARGIN_MS) / SECOND)],
      ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
      ...[...output, `file:${to}`],
    ]
    await this.#tool.run(command, limits)
  }
}
