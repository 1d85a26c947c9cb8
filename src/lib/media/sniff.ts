/** How many bytes of a file `sniff` and `readSize` look at. */
export const HEAD_BYTES = 4_096

/**
 * The media type of a file by its first bytes, from the list of types that are ever decoded or served; undefined
 * for everything else, such as SVG, HTML, PDF, TIFF or playlists. It reads at most `HEAD_BYTES`.
 */
export function sniff(head: Uint8Array): MediaType | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES))
  return SIGNATURES.find(({ matches }) => matches(bytes))?.type
}

const PICTURES = [
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/heic',
] as const

export type MediaType = PictureType | FilmType | SoundType
export type PictureType = (typeof PICTURES)[number]
export type FilmType = 'video/mp4' | 'video/quicktime' | 'video/webm' | 'video/x-matroska'
export type SoundType = 'audio/mp4' | 'audio/ogg' | 'audio/mpeg' | 'audio/flac' | 'audio/wav' | 'audio/aac'

export function isPicture(type: MediaType): type is PictureType {
  return (PICTURES as readonly string[]).includes(type)
}

interface Signature {
  type: MediaType
  matches: (bytes: Buffer) => boolean
}

const at = (bytes: Buffer, offset: number, text: string): boolean =>
  bytes.subarray(offset, offset + text.length).equals(Buffer.from(text, 'latin1'))

const PNG = '\x89PNG\r\n\x1a\n'
const EBML = '\x1a\x45\xdf\xa3'

const SIGNATURES: readonly Signature[] = [
  { type: 'image/jpeg', matches: (bytes) => at(bytes, 0, '\xff\xd8\xff') },
  { type: 'image/apng', matches: (bytes) => at(bytes, 0, PNG) && isAnimatedPng(bytes) },
  { type: 'image/png', matches: (bytes) => at(bytes, 0, PNG) },
  { type: 'image/gif', matches: (bytes) => at(bytes, 0, 'GIF87a') || at(bytes, 0, 'GIF89a') },
  { type: 'image/webp', matches: (bytes) => at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBPVP8') },
  { type: 'image/avif', matches: (bytes) => hasBrand(bytes, ['avif', 'avis']) },
  { type: 'image/heic', matches: (bytes) => hasBrand(bytes, ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1']) },
  { type: 'audio/mp4', matches: (bytes) => hasMajorBrand(bytes, /^M4[AB] $/) },
  { type: 'video/quicktime', matches: (bytes) => hasMajorBrand(bytes, /^qt {2}$/) || isOldQuickTime(bytes) },
  { type: 'video/mp4', matches: (bytes) => hasMajorBrand(bytes, /^(isom|iso[2-9a-c]|mp4[12]|avc1|M4V[ HP]|dash|msnv|MSNV|3g[pr2][0-9a-z]|mmp4|f4v |F4V )$/i) }, // biome-ignore format: a signature is a line
  { type: 'video/webm', matches: (bytes) => at(bytes, 0, EBML) && hasDocType(bytes, 'webm') },
  { type: 'video/x-matroska', matches: (bytes) => at(bytes, 0, EBML) && hasDocType(bytes, 'matroska') },
  { type: 'audio/ogg', matches: (bytes) => at(bytes, 0, 'OggS\0') },
  { type: 'audio/flac', matches: (bytes) => at(bytes, 0, 'fLaC') },
  { type: 'audio/wav', matches: (bytes) => at(bytes, 0, 'RIFF') && at(bytes, 8, 'WAVE') },
  { type: 'audio/mpeg', matches: (bytes) => at(bytes, 0, 'ID3') || isMpegFrame(bytes) },
  { type: 'audio/aac', matches: isAdtsFrame },
]

/** The chunk `acTL` stands before the first `IDAT` (PNG specification, third edition, 11.3.6). */
function isAnimatedPng(bytes: Buffer): boolean {
  for (let offset = PNG.length; offset + 8 <= bytes.length; ) {
    if (at(bytes, offset + 4, 'acTL')) return true
    if (at(bytes, offset + 4, 'IDAT')) return false
    offset += 12 + bytes.readUInt32BE(offset)
  }
  return false
}

/** The brands of an ISO base media file (ISO/IEC 14496-12, 4.3): the major one first. */
function brandsOf(bytes: Buffer): string[] {
  if (!at(bytes, 4, 'ftyp') || bytes.length < 16) return []
  const end = Math.min(bytes.readUInt32BE(0), bytes.length)
  const offsets = [8]
  for (let offset = 16; offset + 4 <= end; offset += 4) offsets.push(offset)
  return offsets.map((offset) => bytes.toString('latin1', offset, offset + 4))
}

const hasMajorBrand = (bytes: Buffer, pattern: RegExp): boolean => pattern.test(brandsOf(bytes)[0] ?? '')

/** Encoders of still pictures name the codec as the major or as a compatible brand. A film may list `avif`, but not first. */
function hasBrand(bytes: Buffer, wanted: readonly string[]): boolean {
  const [major = '', ...others] = brandsOf(bytes)
  if (wanted.includes(major) && major !== 'mif1') return true
  return (major === 'mif1' || major === 'msf1') && others.some((brand) => wanted.includes(brand))
}

/** QuickTime files of before 2003 begin with their content. */
const isOldQuickTime = (bytes: Buffer): boolean =>
  ['moov', 'mdat', 'wide'].some((name) => at(bytes, 4, name)) && !at(bytes, 0, '<')

/** The element DocType (0x4282) in the head of an EBML file (RFC 8794). */
function hasDocType(bytes: Buffer, name: string): boolean {
  const found = bytes.subarray(0, 64).indexOf(Buffer.from('4282', 'hex'))
  return found > 0 && at(bytes, found + 3, name)
}

/** MPEG audio: eleven bits of ones, then a version, layer III or II, a bit rate and a sampling rate that exist. */
function isMpegFrame(bytes: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = bytes
  const layer = (second >> 1) & 3
  const isSync = first === 0xff && (second & 0xe0) === 0xe0 && ((second >> 3) & 3) !== 1
  return isSync && (layer === 1 || layer === 2) && third >> 4 !== 0 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3
}

/** ADTS: twelve bits of ones, then layer 0. */
function isAdtsFrame(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes
  return first === 0xff && (second & 0xf6) === 0xf0
}
