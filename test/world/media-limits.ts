import { MINUTE, SECOND } from '../../src/lib/durations.ts'
import type { MediaLimits } from '../../src/lib/media/decoded.ts'

const MB = 1_000_000

/** What a small server may allow. */
export const mediaLimits: MediaLimits = {
  imageBytes: 16 * MB,
  videoBytes: 99 * MB,
  imagePixels: 33_177_600,
  videoPixels: 8_294_400,
  frames: 1_000,
  durationMs: 30 * MINUTE,
  frameRate: 120,
  imageTimeMs: 10 * SECOND,
  videoTimeMs: 60 * SECOND,
  memoryBytes: 512 * MB,
  outputBytes: 99 * MB,
}
