import sharp from 'sharp'

/** A photograph of 12 megapixels and 3 MB: noise, like what a sensor sees. */
export function photograph(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const
  return sharp({ create: { width: 4_000, height: 3_000, channels: 3, noise, background: '#888' } })
    .jpeg()
    .toBuffer()
}
