import { z } from 'zod'
import { SECOND } from '../durations.ts'
import { CODECS } from './film-input.ts'
import { MediaError } from './media-error.ts'

/** A film or sound as ffprobe describes it. Nothing of it is to be believed before it was encoded again. */
export interface Probe {
  /** Undefined if the file does not say, as those of recorders in browsers. */
  durationMs: number | undefined
  /** Bits per second, of all tracks. */
  bitRate: number | undefined
  video: VideoStream | undefined
  audio: Stream | undefined
  /** A picture of the album or film, as a track of one frame. */
  cover: Stream | undefined
}

export interface Stream {
  index: number
  codec: string
}

export interface VideoStream extends Stream {
  /** As shown: turned, with square pixels. */
  width: number
  height: number
  hasSquarePixels: boolean
  pixelFormat: string
  frameRate: number | undefined
}

const ratio = z.string().transform((text) => {
  const [, over, under] = /^(\d+)[/:](\d+)$/.exec(text) ?? []
  return Number(under) > 0 && Number(over) > 0 ? Number(over) / Number(under) : undefined
})

const streamSchema = z.object({
  index: z.int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  pix_fmt: z.string().optional(),
  sample_aspect_ratio: ratio.optional(),
  avg_frame_rate: ratio.optional(),
  disposition: z.object({ attached_pic: z.number() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
})
type RawStream = z.infer<typeof streamSchema>

const schema = z.object({
  streams: z.array(streamSchema),
  format: z.object({
    duration: z.coerce.number().optional(),
    bit_rate: z.coerce.number().optional(),
  }),
})

const ENTRIES =
  'format=duration,bit_rate:stream=index,codec_type,codec_name,width,height,pix_fmt,sample_aspect_ratio,' +
  'avg_frame_rate:stream_disposition=attached_pic:stream_side_data=rotation'

/** What ffprobe is asked for. */
export const PROBE_ARGUMENTS = ['-show_entries', ENTRIES, '-of', 'json']

/** @param output of ffprobe. @throws MediaError */
export function readProbe(output: string): Probe {
  const parsed = schema.safeParse(JSON.parse(output))
  if (!parsed.success) throw new MediaError(['media-damaged'], parsed.error.message)
  const { format, streams } = parsed.data
  const isCover = (stream: RawStream) => stream.disposition?.attached_pic === 1
  const video = firstOf(streams.filter((stream) => stream.codec_type === 'video' && !isCover(stream)))
  const audio = firstOf(streams.filter((stream) => stream.codec_type === 'audio'))
  const cover = streams.find(isCover)
  return {
    durationMs: format.duration === undefined ? undefined : Math.round(format.duration * SECOND),
    bitRate: format.bit_rate,
    video: video && videoOf(video),
    audio: audio && streamOf(audio),
    cover: cover && streamOf(cover),
  }
}

/** The first that can be decoded. Some cameras put a second kind of sound into further tracks. */
function firstOf(streams: readonly RawStream[]): RawStream | undefined {
  return streams.find(({ codec_name: codec = '' }) => CODECS.has(codec)) ?? streams[0]
}

function streamOf({ index, codec_name }: RawStream): Stream {
  return { index, codec: codec_name ?? 'an unknown codec' }
}

function videoOf(stream: RawStream): VideoStream {
  const { width = 0, height = 0, sample_aspect_ratio: aspect = 1, side_data_list: sideData = [] } = stream
  const size = { width: Math.round(width * aspect), height }
  const isTurned = sideData.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90)
  return {
    ...streamOf(stream),
    ...(isTurned ? { width: size.height, height: size.width } : size),
    hasSquarePixels: aspect === 1,
    pixelFormat: stream.pix_fmt ?? '',
    frameRate: stream.avg_frame_rate,
  }
}
